using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Asks visitors of the content delivery network for a password. The function knows which gate needs which key, and never a password.</summary>
internal static class EdgeFunction
{
    public const string Id = "AskPassword";

    public static void Add(Site site, Stack stack)
    {
        if (Gates.Passwords(site.App).Count == 0)
        {
            return;
        }

        var name = site.NameOf(NameRule.EdgeFunction, Gates.Edge);
        stack.Add(new Resource("PasswordStore", "AWS::CloudFront::KeyValueStore", Map(("Comment", $"Passwords of visitors of {site.App.Id}"), ("Name", name))) { Keep = Keep.Nothing, Cause = Site.EdgeOf(site.App, "auth") });
        stack.Add(new Resource(Id, "AWS::CloudFront::Function", Map(
            ("AutoPublish", true), ("FunctionCode", Code(site)),
            ("FunctionConfig", Map(("Comment", $"Asks visitors of {site.App.Id} for a password"), ("KeyValueStoreAssociations", List(Map(("KeyValueStoreARN", GetAtt("PasswordStore", "Arn"))))), ("Runtime", "cloudfront-js-2.0"))),
            ("Name", name))) { Cause = Site.EdgeOf(site.App, "auth") });
        stack.Add(new Output(Passwords.Store, GetAtt("PasswordStore", "Arn")));
    }

    // A path is judged as it came and as an app may read it; both have to be let in. A key that is not in the store lets nobody in.
    public static string Code(Site site) => $$"""
        import cf from 'cloudfront';
        import crypto from 'crypto';

        const store = cf.kvs();
        // The first that matches: host, path, key of the password, pages whose requests need none.
        const gates = {{Table(site)}};

        function gateOf(host, path) {
            return gates.find((g) => (g[0] === '' || g[0] === host) && (g[1] === '/' || path === g[1] || path.startsWith(g[1] + '/')));
        }

        function plain(path) {
            let text = path;
            try {
                text = decodeURIComponent(path);
            } catch (e) {
                text = path;
            }
            const parts = [];
            for (const part of text.split(/[\/\\]+/)) {
                if (part === '..') {
                    parts.pop();
                } else if (part !== '.' && part !== '') {
                    parts.push(part);
                }
            }
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
                const wanted = await store.get(gate ? gate[2] : '{{Gates.Edge}}');
                return crypto.createHash('sha256').update(given).digest('hex') === wanted;
            } catch (e) {
                return false;
            }
        }

        async function handler(event) {
            const request = event.request;
            const host = header(request, 'host').toLowerCase();
            for (const path of [request.uri, plain(request.uri)]) {
                if (!(await isOpen(gateOf(host, path), request))) {
                    return {
                        statusCode: 401,
                        statusDescription: 'Unauthorized',
                        headers: { 'www-authenticate': { value: 'Basic realm="{{site.App.Name}}"' }, 'cache-control': { value: 'no-store' } },
                    };
                }
            }
            return request;
        }
        """;

    // What is on the way is JSON: nothing of the app file reads as code. A gate with a login is the load balancer's to close.
    private static string Table(Site site)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            foreach (var gate in Gates.Of(site.App))
            {
                json.WriteStartArray();
                json.WriteStringValue(gate.Route.Host ?? "");
                json.WriteStringValue(gate.Route.Path);
                json.WriteStringValue(gate.Auth is Core.Model.BasicAuth ? gate.Key : "");
                json.WriteStartArray();
                foreach (var page in gate.Pages)
                {
                    json.WriteStringValue(page);
                }

                json.WriteEndArray();
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
