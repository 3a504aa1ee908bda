// Hears the server's news of each rebuild: in a worker for all pages of a browser, and else in the page itself.
// eslint-disable-next-line no-unused-vars
