// The Brain document's example clients with the real `ws`, as they stand there but for the address and what is printed.
// Usage: node brain.mjs page|retry URL   (prints what the document's console.log would, the arguments as a JSON array)
// Commands on standard input: a line of text is sent as it is.
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const [example, url] = process.argv.slice(2);
console.log = console.error = (...said) => process.stdout.write(JSON.stringify(said.map(String)) + '\n');

function page() {
  const ws = new WebSocket(url);

  ws.onopen = () => {
    console.log('Connected to Brain WebSocket');
  };

  ws.onmessage = (event) => {
    const message = JSON.parse(event.data);
    console.log('Received:', JSON.stringify(message));
  };

  ws.onerror = (error) => {
    console.error('WebSocket error:', error.message);
  };

  ws.onclose = () => {
    console.log('WebSocket connection closed');
  };

  return ws;
}

function connectWithRetry(url, maxRetries = 5) {
  let retries = 0;

  function connect() {
    const ws = new WebSocket(url);

    ws.onclose = () => {
      if (retries < maxRetries) {
        retries++;
        console.log(`Reconnecting... (${retries}/${maxRetries})`);
        setTimeout(connect, 2000 * retries); // Exponential backoff
      }
    };

    // Not of the document: Node ends with an error that nobody listens to, and a test must see that it is back.
    ws.onerror = () => {};
    ws.onmessage = event => console.log('Received:', event.data);
    return ws;
  }

  return connect();
}

const ws = example === 'retry' ? connectWithRetry(url) : page();
for await (const line of createInterface({ input: process.stdin })) {
  ws.send(line);
}
