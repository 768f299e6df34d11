import '@muster/import/element';

document.querySelector('muster-import').addEventListener('muster-complete', ({ detail }) => {
    document.getElementById('answer').textContent = JSON.stringify(detail.document, null, 2);
});
