using System.Net;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

#pragma warning disable CA1416 // the engine tests are for Unix

/// <summary>What people met with other tools, and with this one: each test is named after its number among the findings.</summary>
public class FieldTests
{
    private const string Worker = """
        app: APP
        images: {w: .}
        services:
          w: {command: [perl, /server.pl], stop: 1s, env: {TEXT: one}}
        """;

    private const string WithDatabase = """
        app: APP
        images: {w: {use: "postgres:15"}}
        services:
          w:
            command: [sh, -c, "while :; do psql \"$DATABASE_URL\" -qtAc 'select 41 + 1' 2>&1; sleep 0.2; done"]
            env: {DATABASE_URL: "${db.url}"}
            stop: 1s
        resources:
          db: {type: postgres, version: 15}
        """;

    [EngineFact]
    public async Task B02_A_lost_folder_does_not_lock_the_old_release_out_of_its_database()
    {
        await using var app = await new TestApp(WithDatabase).Deployed();
        Directory.Delete(Path.Combine(app.Folder, ".fairlead"), recursive: true);
        app.Change("    stop: 1s", "    stop: 1s\n    health: {command: \"false\", interval: 1s, grace: 3s}");
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("release 1 serves on");
        await AnswersQueries(app);
    }

    [EngineFact]
    public async Task B02_A_password_that_a_failed_deploy_changed_comes_back()
    {
        await using var app = await new TestApp(WithDatabase).Deployed();
        var file = Path.Combine(app.Folder, ".fairlead", "local.env");
        await File.WriteAllTextAsync(file, "db.password=another\n");
        app.Change("    stop: 1s", "    stop: 1s\n    health: {command: \"false\", interval: 1s, grace: 3s}");
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("release 1 serves on");
        await AnswersQueries(app);
    }

    [EngineFact]
    public async Task B03_What_somebody_else_made_under_our_name_is_not_removed()
    {
        await using var app = await new TestApp(Worker).Deployed();
        (await app.Docker("run", "-d", "--name", app.Handle("w_2_1"), "debian:bookworm-slim", "sleep", "600")).Succeeds();
        try
        {
            app.Change("TEXT: one", "TEXT: two");
            var failed = await app.Run("deploy");
            failed.Code.ShouldBe(1, failed.All);
            failed.All.ShouldContain("somebody else made it");
            (await app.Docker("inspect", "-f", "{{.State.Running}}", app.Handle("w_2_1"))).Succeeds().Out.Trim().ShouldBe("true");
            (await app.Run("status")).Out.ShouldContain("1 of 1 healthy");
        }
        finally
        {
            await app.Docker("rm", "-f", app.Handle("w_2_1"));
        }
    }

    [EngineFact]
    public async Task B04_N14_Two_deploys_from_different_shells_take_turns()
    {
        await using var app = await new TestApp(Worker).Deployed();
        app.Change("TEXT: one", "TEXT: two");
        app.Variables["XDG_RUNTIME_DIR"] = Directory.CreateTempSubdirectory("fairlead-test-").FullName;
        using var first = app.Start("deploy");
        app.Variables["XDG_RUNTIME_DIR"] = "";
        using var second = app.Start("deploy");
        var answers = new[] { await first.End(), await second.End() };
        answers.ShouldAllBe(a => a.Code == 0, string.Join('\n', answers.Select(a => a.All)));
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("w_2_1")]);
        (await app.Run("releases")).Succeeds().Out.ShouldContain("*  2 ");
    }

    [EngineFact]
    public async Task B04_A_killed_holder_frees_the_lock()
    {
        await using var app = await new TestApp(Worker).Deployed();
        app.Change("TEXT: one", "TEXT: two, DELAY: \"60\"");
        await app.DeployKilledWith("w_2_1");

        app.Change("TEXT: two, DELAY: \"60\"", "TEXT: three");
        (await app.Run("deploy")).Succeeds().All.ShouldNotContain("another deploy runs");
    }

    [EngineFact]
    public async Task B05_An_output_that_can_not_be_written_does_not_stop_the_work()
    {
        await using var app = await new TestApp(Worker).Deployed();
        app.Change("TEXT: one", "TEXT: two");
        var full = await Command.Run(
            "sh", ["-c", $"exec {TestedCommand.Typed} deploy --yes > /dev/full 2>&1"], app.Folder, app.Variables);
        full.Code.ShouldBe(0);
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("w_2_1")]);

        // Who only shows has done nothing then.
        var shown = await Command.Run("sh", ["-c", $"exec {TestedCommand.Typed} status > /dev/full"], app.Folder, app.Variables);
        shown.Code.ShouldBe(1);
        shown.Error.ShouldContain("the output could not be written");
    }

    [EngineFact]
    public async Task B06_A_version_that_dies_after_it_was_healthy_is_taken_back()
    {
        await using var app = new TestApp(Worker);
        app.Variables["FAIRLEAD_BAKE"] = "8";
        await app.Deployed();
        app.Change("[perl, /server.pl]", "[sh, -c, \"sleep 4; echo FATAL queue not reachable; exit 1\"]");
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("w: the new version did not stand");
        failed.All.ShouldContain("FATAL queue not reachable");
        failed.All.ShouldContain("release 1 serves on");
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("w_1_1")]);
    }

    [EngineFact]
    public async Task B06_The_kind_for_services_with_requests()
    {
        await using var app = new TestApp();
        app.Variables["FAIRLEAD_BAKE"] = "20";
        await app.Deployed();
        app.Change("TEXT: one", "TEXT: two");
        using var deploy = app.Start("deploy");
        await Waiting.Eventually(async () => await app.Get() == "two");
        (await app.Docker("kill", app.Handle("web_2_1"))).Succeeds();
        var failed = await deploy.End();
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("web: the new version did not stand");
        (await app.Get()).ShouldBe("one");
        (await app.Run("status")).Out.ShouldContain("2 of 2 healthy");
    }

    [EngineFact]
    public async Task B07_A_database_whose_new_image_does_not_start_comes_back()
    {
        await using var app = await new TestApp(WithDatabase).Deployed();
        var image = $"fairlead-test-pg:{app.Name}";
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "Broken.Dockerfile"),
            "FROM postgres:15\nENTRYPOINT [\"sh\", \"-c\", \"echo FATAL: incompatible; exit 1\"]\n");
        (await app.Docker("build", "-q", "-t", image, "-f", "Broken.Dockerfile", ".")).Succeeds();
        try
        {
            app.Change("version: 15}", $"version: 15, image: \"{image}\"}}");
            (await app.Run("plan")).All.ShouldContain($"postgres:15 to {image}");
            var failed = await app.Run("deploy");
            failed.Code.ShouldBe(1, failed.All);
            failed.All.ShouldContain("release 1 serves on");
            await AnswersQueries(app);
            (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("db"), app.Handle("w_1_1")]);
        }
        finally
        {
            await app.Docker("rmi", "-f", image);
        }
    }

    [EngineFact]
    public async Task B08_The_version_of_data_is_what_the_data_says()
    {
        // Without a version the file's default is 16; the image, and so the data, is of 15.
        await using var app = await new TestApp(WithDatabase.Replace("version: 15}", "image: \"postgres:15\"}")).Deployed();
        app.Change("image: \"postgres:15\"}", "version: 15}");
        (await app.Run("plan")).Succeeds();
        app.Change("version: 15}", "version: 16}");
        var refused = await app.Run("plan");
        refused.Code.ShouldBe(2, refused.All);
        refused.All.ShouldContain("db: the data is of PostgreSQL 15, the file asks for 16");
    }

    [EngineFact]
    public async Task B10_N03_Passwords_cookies_and_lists_of_addresses_do_what_they_say()
    {
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            services:
              web: {port: 8080, route: /, count: 2, sticky: 1h, health: {path: /health}, env: {TEXT: web}}
              map: {port: 8080, route: /map, health: {path: /health}, env: {TEXT: map}, auth: {open_to: [web]}}
              free: {port: 8080, route: /free, health: {path: /health}, env: {TEXT: free}, auth: none, exec: false}
            edge: {auth: {basic: {user: guest, password: "${secret.SITE_PASSWORD}"}}}
            """);
        (await app.RunWithInput("päss: \"x", "secret", "set", "SITE_PASSWORD")).Succeeds();
        await app.Deployed();
        var url = new UriBuilder(await app.Url()) { Host = "127.0.0.1" }.Uri;
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        (await Code("/")).ShouldBe(401);
        (await Code("/", ("Authorization", "Basic " + Base64("guest:wrong")))).ShouldBe(401);
        (await Code("/", ("Authorization", "Basic " + Base64("guest:päss: \"x")))).ShouldBe(200);
        (await Code("/free")).ShouldBe(200);
        (await Code("/map")).ShouldBe(401);
        (await Code("/map", ("Origin", $"http://localhost:{url.Port}"))).ShouldBe(200);
        (await Code("/map", ("Origin", "http://elsewhere.example"))).ShouldBe(401);

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Authorization", "Basic " + Base64("guest:päss: \"x"));
        (await http.SendAsync(request)).Headers.GetValues("Set-Cookie").ShouldContain(c => c.StartsWith("FAIRLEAD-web="));
        (await app.Docker("run", "--rm", "-v", $"{app.Handle("_state")}:/s", "debian:bookworm-slim", "grep", "-r", "päss", "/s"))
            .Code.ShouldBe(1, "no password in clear");
        (await app.Run("exec", "free", "--", "id")).All.ShouldContain("nobody may enter 'free'");

        app.Change("edge: {auth:", "edge: {allow: {office: [203.0.113.0/24]}, auth:");
        (await app.Run("deploy")).Succeeds().All.ShouldContain("on local a visitor's address is that of the network's gateway");
        (await Code("/free")).ShouldBe(403);

        async Task<int> Code(string path, params (string Name, string Value)[] headers)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path));
            foreach (var (name, value) in headers)
            {
                asked.Headers.TryAddWithoutValidation(name, value);
            }

            return (int)(await http.SendAsync(asked)).StatusCode;
        }
    }

    [EngineFact]
    public async Task N08_What_a_job_and_a_deploy_said_can_be_read_afterwards()
    {
        await using var app = new TestApp("""
            app: APP
            images: {w: .}
            services:
              w: {command: [perl, /server.pl], stop: 1s}
            jobs:
              nightly: {image: w, command: [sh, -c, "echo counting sheep; exit 4"]}
            """);
        await app.Deployed();
        (await app.Run("run", "nightly")).Code.ShouldBe(4);
        (await app.Run("jobs", "nightly")).Succeeds().Out.ShouldContain("| counting sheep");
        (await app.Run("logs", "nightly")).Succeeds().Out.ShouldContain("nightly  | counting sheep");
        (await app.Run("why")).Succeeds().Out.ShouldContain("counting sheep");
        (await app.Run("apps")).Succeeds().Out.ShouldContain(app.Name);
        app.Change("[perl, /server.pl]", "[sh, -c, \"echo no queue; exit 1\"]");
        (await app.Run("deploy")).Code.ShouldBe(1);
        (await app.Run("why")).Succeeds().Out.ShouldContain("| no queue");
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    [EngineFact]
    public async Task B09_B12_N15_Large_headers_pass_and_no_request_runs_twice()
    {
        await using var app = await new TestApp().Deployed();
        using var http = new HttpClient();
        var url = new UriBuilder(await app.Url()) { Host = "127.0.0.1" }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Cookie", "a=" + new string('x', 60_000));
        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await http.GetAsync(new Uri(url, "/die"))).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await Waiting.Eventually(async () => (await app.Run("status")).Out.Contains("1 restart"));
        (await app.Run("status", "--json")).Out.Split("\"restarts\": 1").Length.ShouldBe(2, "one task was hit, and no other");
    }

    // Head and body in two writes, and a word to the log whenever the other side does not read to the end.
    private const string Sensitive = """
        use strict; use Socket; $SIG{PIPE} = 'IGNORE'; $| = 1;
        socket(my $l, PF_INET, SOCK_STREAM, 0); setsockopt($l, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($l, sockaddr_in(8080, INADDR_ANY)); listen($l, 64); print "listening\n"; my $n = 0;
        while (accept(my $c, $l)) {
            sysread($c, my $in, 65536);
            syswrite($c, "HTTP/1.0 200 OK\r\n\r\n");
            select(undef, undef, undef, 0.005);
            defined(syswrite($c, "x" x 10_000)) or print "reset by peer: $!\n";
            shutdown($c, 1);
            defined(sysread($c, $in, 1)) or print "reset by peer: $!\n";
            close $c;
            print "checked\n" if ++$n == 12;
        }
        """;

    [EngineFact]
    public async Task B13_N07_A_check_reads_the_answer_to_its_end()
    {
        await using var app = new TestApp();
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "server.pl"), Sensitive);
        await app.Deployed();
        await Waiting.Eventually(async () => (await app.Run("logs", "web")).Out.Contains("| checked", StringComparison.Ordinal));
        (await app.Run("logs", "web")).Out.ShouldNotContain("reset by peer");
    }

    [EngineFact]
    public async Task B22_A_program_that_has_to_be_the_first_one_is()
    {
        const string Init = "[sh, -c, \"[ $$ = 1 ] || { echo can only run as pid 1; exit 100; }; echo I am first; exec sleep 600\"]";
        await using var app = new TestApp(Worker.Replace("[perl, /server.pl]", $"{Init}, init: false"));
        await app.Deployed();
        (await app.Run("logs", "w")).Out.ShouldContain("I am first");
        app.Change(", init: false", "");
        (await app.Run("deploy")).All.ShouldContain("can only run as pid 1", customMessage: "else this test shows nothing");
    }

    [EngineFact]
    public async Task N11_Schedules_that_rest_are_told_until_somebody_runs_them()
    {
        await using var app = new TestApp("""
            app: APP
            images: {w: .}
            services:
              w: {command: [perl, /server.pl], stop: 1s}
            jobs:
              nightly: {image: w, command: "true", schedule: "0 3 * * *"}
              hourly: {image: w, command: "true", schedule: "5 * * * *"}
            """);
        await app.Deployed();
        var resting = await app.Run("status");
        resting.Out.ShouldContain("2 schedules of this app rest");
        resting.Out.ShouldContain("next: fairlead up");
        using var up = app.Start("up");
        await Waiting.Eventually(async () => !(await app.Run("status")).Out.Contains("rest", StringComparison.Ordinal));
        up.Interrupt();
        await up.End();
        // The engine takes what marked it away once nobody holds it, a moment after the command's end.
        await Waiting.Eventually(
            async () => (await app.Run("status")).Out.Contains("2 schedules of this app rest", StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task B15_A_reader_that_has_enough_ends_the_command()
    {
        const string Talking = "[sh, -c, \"while :; do echo started; sleep 0.1; done\"]";
        await using var app = await new TestApp(Worker.Replace("[perl, /server.pl]", Talking)).Deployed();
        var follow = Start(app, $"{TestedCommand.Typed} logs -f w | grep -m1 started");
        (await follow.End(TimeSpan.FromSeconds(30))).Out.ShouldContain("started");
        var endless = Start(app, $"{TestedCommand.Typed} exec w -- yes | head -1");
        (await endless.End(TimeSpan.FromSeconds(30))).Out.ShouldBe("y\n");
        await Waiting.Eventually(async () => !(await app.Docker("top", app.Handle("w_1_1"))).Out.Contains("yes", StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task B21_The_images_own_check_does_not_hold_up_a_service_that_is_probed()
    {
        await using var app = new TestApp();
        await File.AppendAllTextAsync(Path.Combine(app.Folder, "Dockerfile"), "\nHEALTHCHECK --interval=5m CMD true\n");
        await app.Deployed();
        (await app.Run("status")).Out.ShouldContain("2 of 2 healthy");
    }

    [EngineFact]
    public async Task B25_A_port_that_is_taken_while_the_app_was_down_is_replaced_and_said()
    {
        await using var app = await new TestApp().Deployed();
        var before = await app.Url();
        (await app.Run("down")).Succeeds();
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, before.Port);
        listener.Start();
        (await app.Run("deploy")).Succeeds().All.ShouldContain($"another program has the port {before.Port} by now");
        (await app.Url()).Port.ShouldNotBe(before.Port);
        (await app.Get()).ShouldBe("one");
        (await app.Run("plan")).Succeeds().All.ShouldContain("nothing to do");
    }

    [EngineFact]
    public async Task B26_A_foreign_volume_of_our_name_is_refused_and_stays()
    {
        await using var app = new TestApp(WithDatabase);
        (await app.Docker("volume", "create", app.Handle("db"))).Succeeds();
        try
        {
            var refused = await app.Run("deploy");
            refused.Code.ShouldBe(2, refused.All);
            refused.All.ShouldContain($"the engine has a volume named {app.Handle("db")} already");
            (await app.Docker("volume", "inspect", app.Handle("db"))).Succeeds();
        }
        finally
        {
            await app.Docker("volume", "rm", app.Handle("db"));
        }
    }

    [EngineFact]
    public async Task N02_Status_tells_that_the_load_balancer_is_gone()
    {
        await using var app = await new TestApp().Deployed();
        (await app.Run("status", "--exit-code")).Code.ShouldBe(0);
        (await app.Docker("kill", app.Handle("_proxy"))).Succeeds();
        var status = await app.Run("status", "--exit-code");
        status.Code.ShouldBe(1);
        status.Out.ShouldContain("(does not answer)");
        status.Out.ShouldContain("load-balancer: nothing of this app can be reached: the load balancer is stopped (exited with code 137)");
        status.Out.ShouldContain("next: fairlead deploy");
        (await app.Run("deploy")).Succeeds();
        (await app.Run("status", "--exit-code")).Code.ShouldBe(0);
    }

    [EngineFact]
    public async Task N18_A_deploy_that_was_killed_is_told_until_the_same_command_ends_it()
    {
        await using var app = await new TestApp(Worker).Deployed();
        app.Change("TEXT: one", "TEXT: two, DELAY: \"60\"");
        await app.DeployKilledWith("w_2_1");

        const string Told = "w: 1 task more than wanted: a deploy did not end";
        (await app.Run("status")).Out.ShouldContain(Told);
        (await app.Run("why")).Out.ShouldContain(Told);
        (await app.Docker("rm", "-f", app.Handle("w_2_1"))).Succeeds();
        (await app.Docker("kill", app.Handle("w_1_1"))).Succeeds();
        (await app.Run("status")).Out.ShouldContain("0 of 1 task healthy\n  next: fairlead deploy");
    }

    [EngineFact]
    public async Task B01_What_a_failing_job_says_of_a_secret_is_not_kept()
    {
        await using var app = new TestApp("""
            app: APP
            images: {w: .}
            jobs:
              leak: {image: w, when: before-deploy, command: [sh, -c, "printf '%s\\n' \"$TOKEN\" \"$TOKEN\" >&2; exit 1"],
                  env: {TOKEN: "${secret}"}}
            """);
        (await app.RunWithInput("a'quoted\"secret\\value", "secret", "set", "TOKEN")).Succeeds();
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1);
        failed.All.ShouldNotContain("secret\\value");
        (await app.Run("jobs", "--json")).Succeeds().Out.ShouldNotContain("quoted");
        (await app.Docker("run", "--rm", "-v", $"{app.Handle("_state")}:/s", "debian:bookworm-slim", "grep", "-r", "quoted", "/s"))
            .Code.ShouldBe(1, "grep finds nothing");
    }

    [EngineFact]
    public async Task B27_A_key_of_several_lines_arrives_byte_for_byte()
    {
        await using var app = new TestApp("""
            app: APP
            images: {w: .}
            services:
              w: {command: [sh, -c, "printf %s \"$KEY\" | sha256sum; sleep 600"], env: {KEY: "${secret}"}, stop: 1s}
            """);
        const string Key = "-----BEGIN KEY-----\r\nAbC =\n\n-----END KEY-----\n";
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "key"), Key);
        await File.WriteAllTextAsync(Path.Combine(app.Folder, ".dockerignore"), "key");
        (await app.Run("secret", "set", "KEY", "--from-file", "key")).Succeeds();
        await app.Deployed();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key)));
        await Waiting.Eventually(async () => (await app.Run("logs", "w")).Out.Contains(hash, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task N01_A_locked_file_is_sent_like_any_other()
    {
        await using var app = Listing();
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "b_locked"), "");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "c_locked"), "full");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "z_last"), "x");
        using var empty = new FileStream(Path.Combine(app.Folder, "b_locked"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using var full = new FileStream(Path.Combine(app.Folder, "c_locked"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await app.Deployed();
        (await Listed(app)).ShouldBe(["/app", "/app/Dockerfile", "/app/b_locked", "/app/c_locked", "/app/server.pl", "/app/z_last"]);
    }

    [EngineFact]
    public async Task B16_Another_mode_is_another_image()
    {
        await using var app = Listing();
        var file = Path.Combine(app.Folder, "conf.txt");
        await File.WriteAllTextAsync(file, "hi");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await app.Deployed();
        (await app.Run("plan")).All.ShouldContain("nothing to do");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.SetUser | UnixFileMode.OtherRead);
        (await app.Run("deploy")).Succeeds();
        (await app.Run("exec", "w", "--", "stat", "-c", "%a", "/app/conf.txt")).Succeeds().Out.Trim().ShouldBe("4604");
    }

    [EngineFact]
    public async Task B18_B20_B31_A_Dockerfile_from_elsewhere_is_not_in_the_image_and_ignored_folders_are_not_entered()
    {
        await using var app = Listing("{context: web, dockerfile: deploy/web.Dockerfile}");
        Directory.CreateDirectory(Path.Combine(app.Folder, "web", "closed"));
        Directory.CreateDirectory(Path.Combine(app.Folder, "deploy"));
        File.Move(Path.Combine(app.Folder, "Dockerfile"), Path.Combine(app.Folder, "deploy", "real.Dockerfile"));
        File.CreateSymbolicLink(Path.Combine(app.Folder, "deploy", "web.Dockerfile"), "real.Dockerfile");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "web", "index.html"), "x");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "web", ".dockerignore"), "closed\n!closed/none\n");
        File.SetUnixFileMode(Path.Combine(app.Folder, "web", "closed"), UnixFileMode.None);
        await app.Deployed();
        (await Listed(app)).ShouldBe(["/app", "/app/.dockerignore", "/app/index.html"]);
    }

    private static TestApp Listing(string image = ".")
    {
        var app = new TestApp($$"""
            app: APP
            images: {w: {{image}}}
            services:
              w: {stop: 1s}
            """);
        File.WriteAllText(Path.Combine(app.Folder, "Dockerfile"),
            "FROM debian:bookworm-slim\nCOPY . /app\nCMD [\"sh\", \"-c\", \"find /app | sort; echo end; sleep 1000\"]\n");
        return app;
    }

    private static async Task<IReadOnlyList<string>> Listed(TestApp app)
    {
        var said = "";
        await Waiting.Eventually(async () => (said = (await app.Run("logs", "w")).Out).Contains("| end", StringComparison.Ordinal));
        return [.. said.Split('\n').Select(l => l.Split("| ")[^1]).Where(l => l.StartsWith("/app", StringComparison.Ordinal))];
    }

    private static async Task AnswersQueries(TestApp app)
    {
        var line = await app.Run("logs", "w", "--tail", "1");
        await Waiting.Eventually(
            async () => (await app.Run("logs", "w", "--tail", "2")).Out.Trim().EndsWith("42", StringComparison.Ordinal));
        line.Code.ShouldBe(0, line.All);
    }

    private static Command Start(TestApp app, string script) => Command.Start("sh", ["-c", script], app.Folder, app.Variables);
}
