using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Ways from this machine to private databases and services.</summary>
[UnsupportedOSPlatform("windows")]
public class ConnectTests
{
    private const string App = """
        app: APP
        images: {web: .}
        services:
          web:
            port: 8080
            route: /
            stop: 1s
            env: {TEXT: one, DB: "${db.url}", HOST: "${db.host}:${db.port}", CACHE: "${cache.url}", QUEUE: "${work.url}"}
        resources:
          db: {type: postgres, version: 15}
          cache: redis
          work: queue
        """;

    [EngineFact]
    public async Task Row_079_184_connect_opens_a_port_or_the_program_that_is_installed()
    {
        await using var app = await new TestApp(App).Deployed();
        using (var held = app.Start("connect", "cache"))
        {
            (await Say(await Port(held, "cache"), "PING\r\n")).ShouldStartWith("+PONG");
            held.Interrupt();
            (await held.End()).Code.ShouldBe(0);
        }

        using (var held = app.Start("connect", "web", "--json"))
        {
            await Waiting.Eventually(() => Task.FromResult(held.Output.Contains('\n')));
            var port = JsonDocument.Parse(held.Output).RootElement.GetProperty("port").GetInt32();
            (await Say(port, "GET / HTTP/1.1\r\nHost: web\r\n\r\n")).ShouldEndWith("one\n");
            held.Kill();
        }

        // A program of that name is started with all that it needs, and its exit code passes through.
        var programs = Directory.CreateDirectory(Path.Combine(app.Folder, "bin")).FullName;
        var psql = Path.Combine(programs, "psql");
        await File.WriteAllTextAsync(psql, "#!/bin/sh\necho \"$@\" with ${#PGPASSWORD}\nexit 7\n");
        File.SetUnixFileMode(psql, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        app.Variables["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        var answer = await app.Run("connect", "db", "--", "-c", "select 1");
        answer.Code.ShouldBe(7);
        answer.Out.ShouldMatch($@"-h 127\.0\.0\.1 -p \d+ -U {app.Name} -d {app.Name} -c select 1 with [1-9]\d+");
        await Gone(app);

        (await app.Run("connect", "nothing")).All.ShouldContain("there is nothing to connect to at 'nothing'");
        (await app.Run("connect", "db", "--port", "0")).Code.ShouldBe(2);
    }

    [EngineFact]
    public async Task Row_203_only_the_resources_run_for_a_process_on_this_machine()
    {
        await using var app = new TestApp(App);
        var file = Path.Combine(app.Folder, "process.env");
        using (var up = app.Start("up", "--only-resources", "--env-file", file))
        {
            await Waiting.Eventually(() =>
            {
                up.HasExited.ShouldBeFalse(up.Output);
                return Task.FromResult(up.Output.Contains("cache  127.0.0.1", StringComparison.Ordinal));
            });
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var lines = (await File.ReadAllLinesAsync(file)).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);
            var db = new Uri(lines["DB"]);
            (await Say(db.Port, "\0\0\0\b\u0004\u00d2\u0016\u002f")).ShouldBe("N"); // no TLS (PostgreSQL's protocol, SSLRequest)
            lines["HOST"].ShouldBe($"127.0.0.1:{db.Port}");
            (await Say(new Uri(lines["CACHE"]).Port, "PING\r\n")).ShouldStartWith("+PONG");
            using var http = new HttpClient();
            (await http.GetStringAsync($"{lines["AWS_ENDPOINT_URL"]}/_fauxqs/queues")).ShouldContain($"{app.Name}-local-work");
            lines["QUEUE"].ShouldBe($"{lines["AWS_ENDPOINT_URL"]}/000000000000/{app.Name}-local-work");
            (await app.Containers()).ShouldNotContain(c => c.Contains("_web_"));
            up.Interrupt();
            (await up.End()).Code.ShouldBe(0);
        }

        await Gone(app);
        (await app.Run("deploy")).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("up", "--only-resources", "--for", "nobody")).Code.ShouldBe(2);
    }

    [EngineFact]
    public async Task An_app_goes_down_though_somebody_is_connected()
    {
        await using var app = await new TestApp(App).Deployed();
        using var held = app.Start("connect", "cache");
        await Port(held, "cache");
        (await app.Run("deploy")).Succeeds().Out.ShouldContain("nothing to do");
        (await app.Run("down")).Succeeds();
        var answer = await held.End();
        answer.Code.ShouldBe(1);
        answer.All.ShouldContain("the way was closed");
    }

    // The engine takes the container away a moment after its holder has gone.
    private static Task Gone(TestApp app) => Waiting.Eventually(async () => !(await app.Containers()).Any(c => c.Contains("__tunnel_")));

    private static async Task<int> Port(Command held, string name)
    {
        var begin = $"{name}  127.0.0.1:";
        await Waiting.Eventually(() =>
        {
            held.HasExited.ShouldBeFalse(held.Output);
            return Task.FromResult(held.Output.Contains(begin, StringComparison.Ordinal) && held.Output.Contains('\n'));
        });
        return int.Parse(held.Output.Split(begin)[1].Split(' ')[0]);
    }

    private static async Task<string> Say(int port, string text)
    {
        using var socket = new TcpClient("127.0.0.1", port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        int read;
        do
        {
            read = await stream.ReadAsync(buffer, limit.Token);
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        while (read > 0 && text[0] == 'G' && !answer.ToString().EndsWith("one\n", StringComparison.Ordinal));
        return answer.ToString();
    }
}
