using System.Net;
using System.Net.Sockets;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>What people do with an app once it runs.</summary>
public class OperationTests
{
    [EngineFact]
    public async Task Row_181_run_and_exec_pass_input_output_and_exit_codes_through()
    {
        await using var app = await new TestApp().Deployed();
        var run = await app.Run("run", "web", "--", "sh", "-c", "echo $TEXT; echo oops >&2; exit 7");
        (run.Code, run.Out, run.Error).ShouldBe((7, "one\n", "oops\n"));
        (await app.RunWithInput("through\n", "run", "web", "--", "cat")).Out.ShouldBe("through\n");
        (await app.Run("exec", "web", "--", "sh", "-c", "exit 5")).Code.ShouldBe(5);
        (await app.Run("run", "nothing")).Code.ShouldBe(2);
        (await app.Run("exec", "nothing")).Code.ShouldBe(1);
        (await app.Containers()).Count.ShouldBe(3, "a run leaves no container");
        (await app.Run("jobs")).Out.ShouldContain("failed with code 7");
    }

    [EngineFact]
    public async Task Row_053_181_a_terminal_is_passed_through()
    {
        await using var app = await new TestApp("""
            app: APP
            images: {app: .}
            services: {web: {port: 8080, route: /, memory: 64M, health: /health}}
            jobs:
              ask: {command: [sh, -c, "tty && read -p 'name? ' name && echo hello $name && exit 4"], interactive: true}
            """).Deployed();
        var dll = Path.Combine(AppContext.BaseDirectory, "fairlead.dll");
        var asked = await Command.Run("script", ["-qec", $"dotnet {dll} run ask", "/dev/null"], app.Folder, app.Variables, "Ada\n");
        asked.All.ShouldContain("/dev/pts/");
        asked.All.ShouldContain("hello Ada");
        asked.Code.ShouldBe(4);
        var shell = await Command.Run(
            "script",
            ["-qec", $"dotnet {dll} exec web", "/dev/null"],
            app.Folder,
            app.Variables,
            "echo sum $((40+2))\nexit 6\n");
        shell.All.ShouldContain("sum 42");
        shell.Code.ShouldBe(6);
    }

    [EngineFact]
    public async Task Logs_have_names_and_follow_new_tasks()
    {
        await using var app = await new TestApp().Deployed();
        (await app.Run("logs")).Out.ShouldContain("web      | listening");
        (await app.Run("logs", "--grep", "starting")).Out.ShouldNotContain("listening");
        (await app.Run("logs", "web", "--json")).Out.ShouldContain("\"text\":\"listening\"");
        using var follow = app.Start("logs", "-f");
        await Waiting.Eventually(() => Task.FromResult(follow.Output.Contains("starting one")));
        app.Change("TEXT: one", "TEXT: two");
        await app.Deployed();
        await Waiting.Eventually(
            () => Task.FromResult(follow.Output.Contains("web      | starting two") && follow.Output.Contains("web      | ended")));
        follow.Interrupt();
        (await follow.End()).Code.ShouldBe(0);
    }

    [EngineFact]
    public async Task A_missing_secret_is_found_before_anything_starts_and_no_value_is_ever_shown()
    {
        const string Value = "s3cret/with:odd%chars";
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            services:
              web: {port: 8080, route: /, memory: 64M, health: /health, env: {TEXT: "${secret.TOKEN}", TOKEN: "${secret}",
                  MADE: "${secret}", MAYBE: "${secret}"}}
            secrets: {MADE: generate, MAYBE: optional}
            """);
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("TOKEN");
        refused.Error.ShouldContain("fairlead secret set TOKEN");
        (await app.Containers()).ShouldBeEmpty();
        (await app.Run("secret", "list")).Out.ShouldContain("missing");

        (await app.RunWithInput(Value + "\n", "secret", "set", "TOKEN")).Succeeds().All.ShouldNotContain(Value);
        (await app.Run("deploy", "-v")).Succeeds().All.ShouldNotContain(Value);
        (await app.Get("/env/TOKEN")).ShouldBe(Value);
        (await app.Get("/env/MAYBE")).ShouldBe("");
        var made = await app.Get("/env/MADE");
        made.Length.ShouldBe(50);
        foreach (var command in new[] { "logs", "status", "plan", "render", "releases", "config", "jobs" })
        {
            var shown = (await app.Run(command, "-v")).All;
            shown.ShouldNotContain(Value, Case.Sensitive, command);
            shown.ShouldNotContain(made, Case.Sensitive, command);
        }

        (await app.Run("secret", "list")).All.ShouldNotContain(Value);
        var file = Path.Combine(app.Folder, ".fairlead", "local.env");
#pragma warning disable CA1416 // the engine tests run on Linux
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await app.Run("secret", "set", "TOKEN", Value)).Code.ShouldBe(2, "a value never stands on the command line");

        (await app.Run("secret", "rotate", "MADE")).Succeeds();
        (await app.Run("deploy")).Succeeds();
        (await app.Get("/env/MADE")).ShouldNotBe(made);
        (await app.Run("secret", "get", "TOKEN")).Out.ShouldBe(Value + "\n");
    }

    [EngineFact]
    public async Task Row_196_two_apps_with_the_same_names_run_side_by_side()
    {
        await using var one = await new TestApp().Deployed();
        await using (var two = new TestApp(TestApp.Web.Replace("TEXT: one", "TEXT: two")))
        {
            await two.Deployed();
            (await one.Get()).ShouldBe("one");
            (await two.Get()).ShouldBe("two");
            var url = await two.Url();
            (await two.Run("down")).Succeeds();
            (await two.Containers()).ShouldBeEmpty();
            (await two.Volumes()).ShouldBe([two.Handle("_state")]);
            await two.Deployed();
            (await two.Url()).ShouldBe(url, "the port stays the same");
            (await two.Run("releases", "--json")).Out.ShouldContain("\"number\": 2", Case.Sensitive, "the history stays");
        }

        (await one.Get()).ShouldBe("one");
        (await one.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
    }

    [EngineFact]
    public async Task Row_202_destroying_keeps_the_data_unless_it_is_asked_for_by_name()
    {
        await using var app = await new TestApp("""
            app: APP
            images: {app: .}
            services: {worker: {command: perl /server.pl, memory: 64M, env: {TEXT: "${cache.url}"}}}
            resources: {cache: redis}
            """).Deployed();
        (await app.Run("exec", "cache", "--", "redis-cli", "set", "kept", "yes")).Succeeds();
        (await app.Run("destroy")).Succeeds();
        (await app.Containers()).ShouldBeEmpty();
        await app.Deployed();
        (await app.Run("exec", "cache", "--", "redis-cli", "get", "kept")).Out.ShouldContain("yes");
        (await app.Run("destroy", "--data")).Code.ShouldBe(2, "nobody typed the name");
        (await app.Run("destroy", "--data", "--confirm", "other")).Code.ShouldBe(2);
        (await app.Volumes()).Count.ShouldBe(2);
        (await app.Run("destroy", "--data", "--confirm", app.Name)).Succeeds();
        (await app.Volumes()).ShouldBeEmpty();
    }

    [EngineFact]
    public async Task Hosts_and_paths_lead_to_their_services_and_a_host_port_leads_straight()
    {
        var port = FreePort();
        await using var app = await new TestApp("""
            app: APP
            images: {app: .}
            services:
              web: {port: 8080, route: "${domain}", memory: 64M, health: /health, env: {TEXT: web}}
              api: {port: 8080, route: "${domain}/api", memory: 64M, health: /health, host_port: PORT, env: {TEXT: api}}
              sub: {port: 8080, route: "sub.${domain}", memory: 64M, health: /health, env: {TEXT: sub}}
            """.Replace("PORT", $"{port}")).Deployed();
        var url = await app.Url();
        async Task<string> Ask(string host, string path)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{url.Port}{path}") { Headers = { Host = host } };
            return (await (await http.SendAsync(request)).Content.ReadAsStringAsync()).Trim();
        }

        (await Ask($"{app.Name}.localhost", "/")).ShouldBe("web");
        (await Ask($"{app.Name}.localhost:{url.Port}", "/apix")).ShouldBe("web");
        (await Ask($"{app.Name}.LOCALHOST", "/api")).ShouldBe("api");
        (await Ask("localhost", "/api/deep?x=1")).ShouldBe("api");
        (await Ask($"sub.{app.Name}.localhost", "/api")).ShouldBe("sub");
        (await TestApp.Code(url, "elsewhere.example.org")).ShouldBe(HttpStatusCode.NotFound);
        using var direct = new HttpClient();
        (await direct.GetStringAsync($"http://127.0.0.1:{port}/any")).ShouldBe("api\n");
    }

    [EngineFact]
    public async Task A_taken_port_is_named_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var app = new TestApp(TestApp.Web.Replace("route: /", $"route: /\n    host_port: {port}"));
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain($"the port {port} of this machine is taken");
        refused.Error.ShouldContain($"process {Environment.ProcessId}");
    }

    [EngineFact]
    public async Task Services_reach_each_other_by_name_and_databases_by_their_values()
    {
        await using var app = await new TestApp("""
            app: APP
            images: {app: ., sql: {use: "postgres:15"}}
            services:
              web: {image: app, port: 8080, route: /, memory: 64M, health: /health, env: {API: "${api.address}", TEXT: web}}
              api: {image: app, port: 8080, count: 2, memory: 64M, health: /health, env: {TEXT: inner}}
            jobs:
              query:
                image: sql
                command:
                - sh
                - -c
                - psql $URL -tAc "select 'by url'" && PGPASSWORD=$PASSWORD psql -h $HOST -p $PORT -U $USERNAME -d $NAME
                  -tAc "select 'by parts', hstore('a', 'b')" && echo $JSON
                env: {URL: "${db.url}?connect_timeout=5", HOST: "${db.host}", PORT: "${db.port}", USERNAME: "${db.user}",
                    PASSWORD: "${db.password}", NAME: "${db.name}", JSON: "${db.json}", CACHE: "${cache.url}"}
              ping: {image: app, command: [bash, -c, "exec 3<>/dev/tcp/${HOST}/${PORT}; echo PING >&3; head -1 <&3"],
                  env: {HOST: "${cache.host}", PORT: "${cache.port}"}}
              call: {image: app, command: [bash, -c,
                  "exec 3<>/dev/tcp/api/8080; printf 'GET / HTTP/1.1\\r\\nHost: api\\r\\nConnection: close\\r\\n\\r\\n' >&3; head -4 <&3"]}
            resources:
              db: {type: postgres, version: 15, extensions: [hstore]}
              cache: redis
            """.Replace("${HOST}/${PORT}", "$${HOST}/$${PORT}")).Deployed();
        var query = (await app.Run("run", "query")).Succeeds();
        query.Out.ShouldContain("by url");
        query.Out.ShouldContain("by parts|\"a\"=>\"b\"");
        System.Text.Json.JsonDocument.Parse(query.Out[query.Out.IndexOf('{')..]).RootElement.EnumerateObject().Select(p => p.Name)
            .ShouldBe(["engine", "host", "port", "username", "password", "dbname"]);
        (await app.Run("run", "ping")).Succeeds().Out.ShouldContain("PONG");
        (await app.Run("run", "call")).Succeeds().Out.ShouldContain("inner");
        (await app.Run("status")).Out.ShouldContain("api:8080");
    }

    [EngineFact]
    public async Task Row_200_a_live_mount_shows_edits_without_a_deploy()
    {
        await using var app = new TestApp(TestApp.Web.Replace("memory: 64M", "memory: 64M\n    mounts: {/live: ./live}"));
        Directory.CreateDirectory(Path.Combine(app.Folder, "live"));
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "live", "page"), "before");
        await app.Deployed();
        (await app.Get("/file/live/page")).ShouldBe("before");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "live", "page"), "after");
        (await app.Get("/file/live/page")).ShouldBe("after");
    }

    [EngineFact]
    public async Task A_build_that_fails_says_why_and_changes_nothing()
    {
        await using var app = await new TestApp().Deployed();
        await File.AppendAllTextAsync(Path.Combine(app.Folder, "Dockerfile"), "RUN echo no such thing >&2; exit 9\n");
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("the image could not be built");
        refused.Error.ShouldContain("no such thing");
        (await app.Get()).ShouldBe("one");
    }

    [EngineFact]
    public async Task Only_what_is_named_is_deployed_or_restarted()
    {
        await using var app = await new TestApp(TestApp.Web.Replace("count: 2", "count: 1") + """

              worker: {command: perl /server.pl, memory: 64M, env: {TEXT: old}}
            """).Deployed();
        app.Change("TEXT: one", "TEXT: two");
        app.Change("TEXT: old", "TEXT: new");
        (await app.Run("deploy", "--only", "web")).Succeeds();
        (await app.Get()).ShouldBe("two");
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("web_2_1"), app.Handle("worker_1_1")]);

        (await app.Run("restart", "worker")).Succeeds();
        (await app.Run("exec", "worker", "--", "sh", "-c", "echo $TEXT")).Out.ShouldBe("old\n");
        (await app.Containers()).ShouldContain(app.Handle("web_2_1"));

        (await app.Run("deploy")).Succeeds();
        (await app.Run("exec", "worker", "--", "sh", "-c", "echo $TEXT")).Out.ShouldBe("new\n");
    }

    [EngineFact]
    public async Task What_was_down_comes_back_with_its_history()
    {
        await using var app = await new TestApp(TestApp.Web + """

            jobs: {seed: {command: "true", when: create}}
            """).Deployed();
        (await app.Run("down")).Succeeds();
        (await app.Containers()).ShouldBeEmpty();
        (await app.Run("releases", "--json")).Succeeds().Out.ShouldContain("\"number\": 1");
        (await app.Run("plan")).Out.ShouldNotContain("seed");
        (await app.Run("deploy")).Succeeds().Out.ShouldContain("release 2 ");
        (await app.Get()).ShouldBe("one");
        (await app.Run("jobs", "--json")).Out.Split("\"seed\"").Length.ShouldBe(2, "the job has run once");
    }

    [EngineFact]
    public async Task Row_002_build_arguments_and_target_count_and_the_cache_is_used()
    {
        await using var app = new TestApp(TestApp.Web.Replace("{app: .}", "{app: {context: ., args: {WORD: first}, target: final}}"));
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "Dockerfile"), """
            FROM debian:bookworm-slim AS base
            COPY server.pl /server.pl
            FROM base AS final
            ARG WORD
            ENV WORD=$WORD
            CMD ["perl", "/server.pl"]
            FROM base AS never
            RUN exit 1
            """);
        await app.Deployed();
        (await app.Get("/env/WORD")).ShouldBe("first");
        app.Change("WORD: first", "WORD: second");
        await app.Deployed();
        (await app.Get("/env/WORD")).ShouldBe("second");
        app.Change("WORD: second", "WORD: first");
        (await app.Run("deploy")).Succeeds().Error.ShouldNotContain("building");
        (await app.Get("/env/WORD")).ShouldBe("first");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
