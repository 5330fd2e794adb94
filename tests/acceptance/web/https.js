// An https server for web_https_test.sh: node https.js KEY CERTIFICATE PORT_FILE. It tells what it was asked, as JSON.
'use strict';
const fs = require('fs');
const [key, certificate, portFile] = process.argv.slice(2);
const options = { key: fs.readFileSync(key), cert: fs.readFileSync(certificate), requestCert: true, rejectUnauthorized: false };
// A proxy whose tunnels all lead to that server, for those who say the password.
const proxy = require('http').createServer();
proxy.on('connect', (request, socket) => {
    if (request.headers['proxy-authorization'] !== 'Basic dTpw') return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const there = require('net').connect(server.address().port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connected\r\n\r\n'));
    socket.pipe(there).pipe(socket);
    for (const each of [socket, there]) each.on('error', () => {});
});
const server = require('https').createServer(options, (request, response) => {
    if (request.url === '/down') {
        response.writeHead(302, { Location: 'http://127.0.0.1:1/plain' });
        return response.end('down');
    }
    if (request.url === '/here') {
        response.writeHead(302, { Location: '/a' });
        return response.end();
    }
    const shown = request.socket.getPeerCertificate();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        response.setHeader('Content-Type', 'application/json');
        response.setHeader('Set-Cookie', 'only=secure; Secure');
        response.end(JSON.stringify({
            path: request.url,
            body: Buffer.concat(chunks).length,
            client: shown && shown.subject ? shown.subject.CN : null,
            protocol: request.socket.getProtocol(),
            name: request.socket.servername || null,
            cookie: request.headers.cookie || null,
            again: request.socket.again || false,
        }));
        request.socket.again = true;
    });
});
server.listen(0, '127.0.0.1', () => {
    fs.writeFileSync(portFile, String(server.address().port));
    proxy.listen(0, '127.0.0.1', () => fs.writeFileSync(portFile + '.proxy', String(proxy.address().port)));
});
