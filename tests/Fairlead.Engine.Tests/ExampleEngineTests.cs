using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>The examples, deployed as anybody would, each in a folder and under a name of its own. The fifth is in the README.</summary>
public class ExampleEngineTests
{
    [EngineFact]
    public async Task Row_195_consultation_analyser_asks_for_an_analysis_that_its_worker_does()
    {
        await using var app = TestApp.OfExample("consultation-analyser");
        using var visitor = await Deploy(app, "web", "Find the themes");
        var page = await visitor.GetStringAsync("/");
        var token = page.Split("csrfmiddlewaretoken\" value=\"")[1].Split('"')[0];
        var asked = new Dictionary<string, string> { ["csrfmiddlewaretoken"] = token, ["slug"] = "river-bank" };
        (await visitor.PostAsync("/analyse", new FormUrlEncodedContent(asked))).EnsureSuccessStatusCode();
        await Waiting.Eventually(async () =>
            (page = await visitor.GetStringAsync("/")).Contains("the result as a file", StringComparison.Ordinal));
        page.ShouldContain("Trees and shade (2)");
        var signed = WebUtility.HtmlDecode(page.Split("<a href=\"")[1].Split('"')[0]);
        (await Signed(signed)).ShouldContain("\"theme\": \"Cycling\"");

        // The job of the pipeline runs by hand as well.
        (await app.Run("run", "pipeline")).Succeeds().Out.ShouldContain("analysed river-bank");
        await NextRelease(app, visitor, "consultations/templates/home.html", "Find the themes", "Find all themes");
    }

    [EngineFact]
    public async Task Row_008_195_cgap_runs_four_roles_of_one_image_and_its_first_deployment_once()
    {
        await using var app = TestApp.OfExample("cgap");
        (await app.Run("deploy")).All.ShouldContain($"--confirm {app.Name}"); // nobody is there to be asked
        using var visitor = await Deploy(app, "portal", "Genomes of the environment local", "--confirm", app.Name);
        await Waiting.Eventually(async () => (await visitor.GetStringAsync("/")).Split("searchable").Length == 4);

        // What is uploaded goes from role to role.
        var upload = System.Text.Json.JsonDocument.Parse(
            await (await visitor.PostAsync("/upload", new StringContent("{\"name\": \"mine\"}"))).Content.ReadAsStringAsync()).RootElement;
        await Signed(upload.GetProperty("url").GetString()!, "chr1\t1\nchr2\t2\n");
        var announced = $"{{\"name\": \"mine\", \"key\": \"{upload.GetProperty("key").GetString()}\"}}";
        (await visitor.PostAsync("/uploaded", new StringContent(announced))).EnsureSuccessStatusCode();
        await Waiting.Eventually(async () =>
            (await visitor.GetStringAsync("/")).Contains("<td>mine</td><td>2</td><td>searchable</td>", StringComparison.Ordinal));

        await NextRelease(app, visitor, "portal/page.html", "Genomes of the environment", "All genomes of");
        var jobs = (await app.Run("jobs")).Succeeds().Out;
        jobs.Split("initial-deployment").Length.ShouldBe(2, jobs);
        (await visitor.GetStringAsync("/")).ShouldContain("3 deployments so far"); // none by the rollback
    }

    [EngineFact]
    public async Task Row_195_204_otakaro_shows_the_flood_that_a_worker_has_computed()
    {
        await using var app = TestApp.OfExample("otakaro");
        (await app.Docker("image", "inspect", "postgis/postgis:15-3.4")).Code.ShouldBe(0, "bin/setup images makes it");
        app.Change("domain: otakaro.localhost", $"domain: {app.Name}.localhost");
        (await app.Run("deploy")).Succeeds();
        using var visitor = await Visitor(app, "terriamap");
        (await visitor.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var password = (await app.Run("secret", "get", "BASIC_AUTH_PASSWORD")).Succeeds().Out.Trim();
        var known = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"otakaro:{password}")));
        visitor.DefaultRequestHeaders.Authorization = known;
        (await visitor.GetStringAsync("/")).ShouldContain("What a flood of the river would reach.");

        // The page's own requests to the API are let in by where they come from.
        var port = (await app.Url("terriamap")).Port;
        using var map = await Visitor(app, "terriamap");
        map.DefaultRequestHeaders.Host = $"api.{app.Name}.localhost";
        (await map.GetAsync("/map")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        map.DefaultRequestHeaders.Add("Origin", $"http://{app.Name}.localhost:{port}");
        (await map.GetStringAsync("/map")).ShouldNotContain("\"wet\":true");
        (await map.PostAsync("/models", new StringContent("{\"level\": 3}", Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        await Waiting.Eventually(async () => (await map.GetStringAsync("/map")).Contains("\"wet\":true", StringComparison.Ordinal));
        (await map.GetStringAsync("/map")).ShouldContain("the geospatial server");
        await Look(new UriBuilder($"http://{app.Name}.localhost:{port}") { UserName = "otakaro", Password = password }.Uri);
        await NextRelease(app, visitor, "terriajs/public/index.html", "What a flood of the river would reach.", "What a flood reaches.");
        (await map.GetStringAsync("/map")).ShouldContain("\"wet\":true"); // the storage that they share stays
    }

    [EngineFact]
    public async Task Row_037_195_connections_never_has_two_pollers_and_shows_what_happens_live()
    {
        await using var app = TestApp.OfExample("connections");
        using var visitor = await Deploy(app, "backend", "Who met whom at the conference.");
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new UriBuilder(visitor.BaseAddress!) { Scheme = "ws", Path = "/live" }.Uri, limit.Token);
        var tap = new StringContent("{\"from\": \"Edith\", \"to\": \"Alan\"}");
        (await visitor.PostAsync("/taps", tap)).EnsureSuccessStatusCode();
        var buffer = new byte[65536];
        var told = "";
        while (!told.Contains("Edith", StringComparison.Ordinal))
        {
            told = Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, limit.Token)).Count);
        }

        await NextRelease(app, visitor, "dist/page.html", "Who met whom at the conference.", "Who met whom.");
        var state = await visitor.GetStringAsync("/state");
        state.ShouldMatch("asked [1-9][0-9]* times");
        state.ShouldContain(", 0 of them beside another bot");
        state.ShouldContain("Edith");
    }

    private static async Task<HttpClient> Deploy(TestApp app, string service, string expected, params string[] options)
    {
        var deployed = await app.Run(["deploy", .. options]);

        // What somebody confirmed is not planned anew by itself, such as when another app took the port that was free: the same once more.
        for (var again = 0; deployed.Code == 4 && again < 5; again++)
        {
            deployed = await app.Run(["deploy", .. options]);
        }

        deployed.Succeeds();
        (await app.Run("status")).Succeeds().Out.ShouldContain("http://localhost:");
        var visitor = await Visitor(app, service);
        (await visitor.GetStringAsync("/")).ShouldContain(expected);
        await Look(visitor.BaseAddress!);
        return visitor;
    }

    private static async Task<HttpClient> Visitor(TestApp app, string service) => new()
    {
        BaseAddress = new UriBuilder(await app.Url(service)) { Host = "127.0.0.1" }.Uri, Timeout = TimeSpan.FromSeconds(20),
    };

    // Another page, and back again.
    private static async Task NextRelease(TestApp app, HttpClient visitor, string file, string from, string to)
    {
        var path = Path.Combine(app.Folder, file);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(from, to));
        (await app.Run("deploy")).Succeeds();
        (await visitor.GetStringAsync("/")).ShouldContain(to);
        (await app.Run("rollback")).Succeeds();
        (await visitor.GetStringAsync("/")).ShouldContain(from);
    }

    // As whoever is at this machine opens an address that a service has signed.
    private static async Task<string> Signed(string url, string? put = null)
    {
        var address = new Uri(url);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            put is null ? HttpMethod.Get : HttpMethod.Put, new UriBuilder(address) { Host = "127.0.0.1" }.Uri);
        request.Headers.Host = address.Authority;
        request.Content = put is null ? null : new StringContent(put);
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    // What a browser draws, where one is installed: an empty page is a picture of less than five kilobytes.
    private static async Task Look(Uri page)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"fairlead-{Guid.NewGuid():N}.png");
        var start = new ProcessStartInfo("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,800",
            "--virtual-time-budget=5000", $"--user-data-dir={picture}.profile", $"--screenshot={picture}", page.ToString()])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        try
        {
            using var browser = Process.Start(start)!;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var said = await browser.StandardError.ReadToEndAsync(limit.Token);
            await browser.WaitForExitAsync(limit.Token);
            File.Exists(picture).ShouldBeTrue(said);
            new FileInfo(picture).Length.ShouldBeGreaterThan(10_000);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync("skipped: no chromium here to look at the page with; bin/setup tools chromium installs it");
        }
        finally
        {
            File.Delete(picture);
            if (Directory.Exists($"{picture}.profile"))
            {
                Directory.Delete($"{picture}.profile", recursive: true);
            }
        }
    }
}
