using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>The function that asks visitors for a password, run as CloudFront runs it.</summary>
public class EdgeFunctionTests
{
    private const string File = """
        app: shop
        images: {web: web}
        environments: {prod: {region: eu-west-1, domain: example.org}}
        services:
          web: {port: 80, route: "${domain}"}
          files: {port: 81, route: "${domain}/files", auth: none}
          admin: {port: 82, route: "${domain}/files/admin", auth: {basic: {user: root, password: "${secret.ROOT}"}}}
          gs: {port: 83, route: "gs.${domain}", auth: none}
          api: {port: 84, route: "api.${domain}", auth: {open_to: [web]}}
          many: {port: 85, route: ["many.${domain}", "*.many.${domain}", {host: "old.${domain}", redirect: "${domain}"}], auth: none}
        edge: {cdn: true, auth: {basic: {user: guest, password: "${secret.DOOR}"}}}
        """;

    // Each line: host, path, header and its value, and the status; 0 goes on to the load balancer.
    private static readonly (string Host, string Path, string Header, string Value, int Status)[] Requests =
    [
        ("example.org", "/", "", "", 401),
        ("example.org", "/", "authorization", "Basic Z3Vlc3Q6b3Blbg==", 0),
        ("example.org", "/", "authorization", "Basic Z3Vlc3Q6b3Blbg=", 401),
        ("example.org", "/", "authorization", "Basic cm9vdDpyb290", 401),
        ("EXAMPLE.org", "/x", "authorization", "Basic Z3Vlc3Q6b3Blbg==", 0),
        ("example.org", "/files", "", "", 0),
        ("example.org", "/files/a", "", "", 0),
        ("example.org", "/filesystem", "", "", 401),
        ("example.org", "/files/../secret", "", "", 401),
        ("example.org", "/files/%2e%2e/secret", "", "", 401),
        ("example.org", "/files/..%2Fsecret", "", "", 401),
        ("example.org", "/files//admin", "", "", 401),
        ("example.org", "/files/admin", "", "", 401),
        ("example.org", "/files/%61dmin", "", "", 401),
        ("example.org", "/files/administration", "", "", 0),
        ("example.org", "/files/admin", "authorization", "Basic cm9vdDpyb290", 0),
        ("example.org", "/files/admin", "authorization", "Basic Z3Vlc3Q6b3Blbg==", 401),
        ("gs.example.org", "/", "", "", 0),
        ("api.example.org", "/", "", "", 401),
        ("api.example.org", "/", "origin", "https://example.org", 0),
        ("api.example.org", "/", "referer", "https://example.org/map", 0),
        ("api.example.org", "/", "origin", "https://example.org.evil.test", 401),
        ("api.example.org", "/", "referer", "https://example.org.evil.test/", 401),
        ("api.example.org", "/", "origin", "http://example.org", 401),
        ("api.example.org", "/", "authorization", "Basic Z3Vlc3Q6b3Blbg==", 0),
        ("example.org", "/", "origin", "https://example.org", 401),
        ("other.test", "/", "", "", 401),
        ("a.b.many.example.org", "/x", "", "", 0),
        ("amany.example.org", "/", "", "", 401),
        ("old.example.org", "/files/../x", "", "", 0),
    ];

    [NodeFact]
    public void Row_126_host_by_page_by_password()
    {
        var answers = Run(Requests.Select(r => new { uri = r.Path, host = r.Host, header = r.Header, value = r.Value }));
        answers.ShouldBe(Requests.Select(r => r.Status));
    }

    // The real code answered "allowed" and then went on to refuse.
    [NodeFact]
    public void D18_what_is_let_in_is_passed_on_and_nothing_else_is_said() =>
        Run([new { uri = "/", host = "example.org", header = "authorization", value = "Basic Z3Vlc3Q6b3Blbg==" }, new { uri = "/",
        host = "example.org", header = "", value = "" }]).ShouldBe([0, 401]);

    [Fact]
    public void D18_the_code_holds_no_password_and_is_short_enough()
    {
        var code = PasswordFunction.Code(new StackScope(Walked.Read(File)));
        code.ShouldNotContain("guest");
        code.ShouldNotContain("ROOT");
        code.Length.ShouldBeLessThan(10_240);
        VisitorPasswords.Digest("guest", "open").Length.ShouldBe(64);
    }

    // CloudFront knows ECMAScript 5.1 and a few words of later ones.
    [Fact]
    public void The_code_says_only_what_cloudfront_understands() =>
        new[] { " of ", "class ", "...", "?.", "??", "(await", "for await", "matchAll",
        "yield" }.Where(w => PasswordFunction.Code(new StackScope(Walked.Read(File))).Replace("key of the", "").Contains(w))
            .ShouldBeEmpty();

    private static List<int> Run<T>(IEnumerable<T> requests)
    {
        var code = PasswordFunction.Code(new StackScope(Walked.Read(File)))
            .Replace("import cf from 'cloudfront';", "const cf = {kvs: () => store0};")
            .Replace("import crypto from 'crypto';", "import crypto from 'node:crypto';");
        var stored =
            JsonSerializer.Serialize(
            new Dictionary<string, string> { ["edge"] = VisitorPasswords.Digest("guest", "open"),
            ["admin"] = VisitorPasswords.Digest("root", "root") });
        var script = $$"""
            const stored = {{stored}};
            const store0 = {get: async (key) => { if (!(key in stored)) throw new Error(key); return stored[key]; } };
            {{code}}
            const answers = [];
            for (const r of {{JsonSerializer.Serialize(requests)}}) {
                const request = {uri: r.uri, headers: {host: {value: r.host} } };
                if (r.header) request.headers[r.header] = {value: r.value};
                const answer = await handler({request});
                answers.push(answer === request ? 0 : answer.statusCode);
            }
            console.log(JSON.stringify(answers));
            """;
        return JsonSerializer.Deserialize<List<int>>(Node.Run(script) ?? throw new InvalidOperationException("node did not start"))!;
    }
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Node.Run("") is null ? "Node.js is not on this machine" : null;
}

internal static class Node
{
    /// <summary>What a module prints, or null where there is no Node.js.</summary>
    public static string? Run(string script)
    {
        try
        {
            using var process =
                Process.Start(
                new ProcessStartInfo("node", ["--input-type=module", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true,
                UseShellExecute = false })!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
