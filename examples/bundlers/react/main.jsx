import '@muster/import/element';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** What contacts have here. */
const fields = { key_field: 'email', fields: [{ name: 'email', label: 'E-mail', type: 'email', required: true }, { name: 'name', label: 'Name', type: 'text' }] };

function Import() {
    const [document, setDocument] = useState(null);
    return (
        <>
            <h1>Import contacts</h1>
            <muster-import fields={fields} onmuster-complete={({ detail }) => setDocument(detail.document)} />
            {document && <pre id="answer" role="status">{JSON.stringify(document, null, 2)}</pre>}
        </>
    );
}

createRoot(document.getElementById('app')).render(<Import />);
