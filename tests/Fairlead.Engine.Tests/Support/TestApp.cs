using System.Net;
using System.Security.Cryptography;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests.Support;

/// <summary>An app of its own in a folder of its own, deployed by the real command; gone without a trace when disposed.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public TestApp(string yaml = Web, string? name = null)
    {
        Name = name ?? "t" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        Folder = Directory.CreateTempSubdirectory("fairlead-test-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "app")))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        Write(yaml);
    }

    /// <summary>Two tasks of a web service that answers with TEXT.</summary>
    public const string Web = """
        app: APP
        images: {app: .}
        services:
          web:
            port: 8080
            route: /
            count: 2
            memory: 64M
            health: {path: /health, grace: 30s}
            env: {TEXT: one}
        """;

    /// <summary>A copy of a folder of examples, under a name of its own.</summary>
    public static TestApp OfExample(string example)
    {
        var folder = Repository.Path("examples", example);
        var app = new TestApp();
        var yaml = File.ReadAllLines(Path.Combine(folder, "fairlead.yaml"));
        File.WriteAllLines(Path.Combine(app.Folder, "fairlead.yaml"),
            yaml.Select(l => l.StartsWith("app: ", StringComparison.Ordinal) ? $"app: {app.Name}" : l));
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(folder, file);
            if (relative != "fairlead.yaml" && !relative.Split('/').Any(p => p is ".fairlead" or "__pycache__"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(app.Folder, relative))!);
                File.Copy(file, Path.Combine(app.Folder, relative), overwrite: true);
            }
        }

        return app;
    }

    public string Name { get; }

    public string Folder { get; }

    public Dictionary<string, string> Variables { get; } = new() { ["CI"] = "", ["NO_COLOR"] = "1", ["FAIRLEAD_BAKE"] = "0.4" };

    /// <summary>The engine's name of a container or volume of the app.</summary>
    public string Handle(string name) => $"{Name}_local_{name}";

    public void Write(string yaml) => File.WriteAllText(Path.Combine(Folder, "fairlead.yaml"), yaml.Replace("APP", Name));

    public void Change(string from, string to)
    {
        var file = Path.Combine(Folder, "fairlead.yaml");
        var text = File.ReadAllText(file);
        text.ShouldContain(from);
        File.WriteAllText(file, text.Replace(from, to));
    }

    public Command Start(params string[] arguments) => TestedCommand.Start(arguments, Folder, Variables);

    public async Task<Answer> Run(params string[] arguments)
    {
        using var command = Start(arguments);
        return await command.End();
    }

    public async Task<Answer> RunWithInput(string input, params string[] arguments)
    {
        using var command = TestedCommand.Start(arguments, Folder, Variables, input);
        return await command.End();
    }

    public async Task<TestApp> Deployed()
    {
        try
        {
            (await Run("deploy")).Succeeds();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A deploy that is killed once it has made a container.</summary>
    public async Task DeployKilledWith(string container)
    {
        using var deploy = Start("deploy");
        await Waiting.Eventually(async () => (await Containers()).Contains(Handle(container)));
        deploy.Kill();
    }

    /// <summary>A deploy that is killed when it asks the engine for the n-th change, which the engine does not hear of.</summary>
    public async Task<Answer> DeployKilledAt(int call)
    {
        await using var tap = new EngineTap();
        Variables["DOCKER_HOST"] = tap.DockerHost;
        using var deploy = Start("deploy");
        tap.MayChange = number =>
        {
            if (number == call)
            {
                deploy.Kill();
            }

            return number < call;
        };
        var answer = await deploy.End();
        Variables.Remove("DOCKER_HOST");
        return answer;
    }

    /// <summary>The first address of a service, as status tells it.</summary>
    public async Task<Uri> Url(string service = "web")
    {
        var status = System.Text.Json.JsonDocument.Parse((await Run("status", "--json")).Succeeds().Out);
        var urls = status.RootElement.GetProperty("services")
            .EnumerateArray()
            .Single(s => s.GetProperty("name").GetString() == service)
            .GetProperty("urls");
        return new Uri(urls[urls.GetArrayLength() - 1].GetString()!);
    }

    public async Task<string> Get(string path = "", string service = "web")
    {
        var url = new Uri(await Url(service), path);
        return (await Http.GetStringAsync(new UriBuilder(url) { Host = "127.0.0.1" }.Uri)).Trim();
    }

    public static async Task<HttpStatusCode> Code(Uri url, string host)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new UriBuilder(url) { Host = "127.0.0.1" }.Uri) { Headers = { Host = host } };
        return (await Http.SendAsync(request)).StatusCode;
    }

    public Task<Answer> Docker(params string[] arguments) => Command.Run("docker", arguments, Folder, Variables);

    /// <summary>The engine's names of all containers of the app, running or not.</summary>
    public async Task<IReadOnlyList<string>> Containers() =>
        [.. (await Docker("ps", "-a", "--filter", $"label=fairlead.app={Name}", "--format", "{{.Names}}"))
            .Succeeds().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<string>> Volumes() =>
        [.. (await Docker("volume", "ls", "--filter", $"label=fairlead.app={Name}", "--format", "{{.Name}}"))
            .Succeeds().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        var gone = await Run("destroy", "--data", "--confirm", Name);
        if (gone.Code != 0)
        {
            // The file may be broken on purpose; what carries the app's label goes all the same.
            foreach (var container in await Containers())
            {
                await Docker("rm", "-fv", container);
            }

            foreach (var volume in await Volumes())
            {
                await Docker("volume", "rm", volume);
            }

            await Docker("network", "rm", $"{Name}_local");
        }

        Directory.Delete(Folder, recursive: true);
    }
}
