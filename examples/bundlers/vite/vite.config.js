export default {
    base: './',
    worker: { format: 'es' },  // the worker of the package is a module
    optimizeDeps: { exclude: ['@muster/import'] },  // while developing: it finds its worker beside its script
};
