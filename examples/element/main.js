import '../../web/dist/element.js';  // with a bundler: import '@muster/import/element'

const importer = document.querySelector('muster-import');

// What contacts have here; without it the element offers the fields of a new contact database.
importer.fields = {
    key_field: 'email',
    accepts_new_fields: true,
    fields: [
        { name: 'email', label: 'E-mail', type: 'email', required: true },
        { name: 'first_name', label: 'First name', type: 'text', max_length: 100 },
        { name: 'last_name', label: 'Last name', type: 'text', max_length: 100 },
        { name: 'birth_date', label: 'Birth date', type: 'date' },
    ],
};

// Here the page would send the document and its file (`detail.file`) to whoever carries out the import.
importer.addEventListener('muster-complete', ({ detail: { document: sync, counts } }) => {
    document.getElementById('answer').textContent =
        `${counts.records} contacts are ready, ${counts.rejected} rows were refused.\n${JSON.stringify(sync, null, 2)}`;
});
