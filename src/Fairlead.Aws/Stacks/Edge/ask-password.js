import cf from 'cloudfront';
import crypto from 'crypto';

const store = cf.kvs();
// The first that matches: host, path, key of the password, pages whose requests need none.
const gates = '{gates}';

// A path is judged as it came and as an app may read it; both have to be let in. A key that is not in the store lets nobody in.
function isFor(gate, host) {
    return gate === '' || gate === host || (gate.startsWith('*.') && host.endsWith(gate.slice(1)));
}

function gateOf(host, path) {
    return gates.find((g) => isFor(g[0], host) && (g[1] === '/' || path === g[1] || path.startsWith(g[1] + '/')));
}

function plain(path) {
    let text = path;
    try {
        text = decodeURIComponent(path);
    } catch (e) {
        text = path;
    }
    const parts = [];
    text.split(/[\/\\]+/).forEach((part) => {
        if (part === '..') {
            parts.pop();
        } else if (part !== '.' && part !== '') {
            parts.push(part);
        }
    });
    return '/' + parts.join('/');
}

function header(request, name) {
    return request.headers[name] ? request.headers[name].value : '';
}

async function isOpen(gate, request) {
    if (gate && gate[2] === '') {
        return true;
    }
    const origin = header(request, 'origin');
    const referer = header(request, 'referer');
    if (gate && gate[3].some((page) => origin === page || referer.startsWith(page + '/'))) {
        return true;
    }
    const given = header(request, 'authorization');
    if (given === '') {
        return false;
    }
    try {
        const wanted = await store.get(gate ? gate[2] : '{edge}');
        return crypto.createHash('sha256').update(given).digest('hex') === wanted;
    } catch (e) {
        return false;
    }
}

async function handler(event) {
    const request = event.request;
    const host = header(request, 'host').toLowerCase();
    const isOpenAsItCame = await isOpen(gateOf(host, request.uri), request);
    const isOpenAsItReads = await isOpen(gateOf(host, plain(request.uri)), request);
    if (isOpenAsItCame && isOpenAsItReads) {
        return request;
    }
    return {
        statusCode: 401,
        statusDescription: 'Unauthorized',
        headers: { 'www-authenticate': { value: 'Basic realm="{realm}"' }, 'cache-control': { value: 'no-store' } },
    };
}
