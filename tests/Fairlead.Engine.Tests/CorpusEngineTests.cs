using Fairlead.Engine.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Projects of tests/corpus-import that can be built from what is here: init, deploy, and a page that answers.</summary>
public sealed class CorpusEngineTests
{
    [EngineTheory]
    [InlineData("dockerfile-alone", "web", "app")]
    [InlineData("compose-page", "web", "hello")]
    [InlineData("compose-page-and-database", "web", "app")]
    [InlineData("compose-page-worker-redis", "web", "queue")]
    [InlineData("compose-two-services", "frontend", "front")]
    [InlineData("compose-files-and-checks", "web", "app")]
    [InlineData("compose-one-shots", "web", "app")]
    [InlineData("procfile-and-dockerfile", "web", "app")]
    [InlineData("kamal-page", "web", "kamal")]
    [InlineData("task-definition-page", "web", "ecs")]
    [InlineData("copilot-page", "web", "copilot")]
    public async Task A_project_is_deployed_as_it_came(string name, string service, string text)
    {
        await using var app = new TestApp("");
        File.Delete(Path.Combine(app.Folder, "fairlead.yaml"));
        var server = await File.ReadAllTextAsync(Path.Combine(app.Folder, "server.pl"));
        CorpusProject.Read(name).WriteTo(app.Folder);
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "server.pl"), server);

        (await app.Run("init", "--app", app.Name)).Succeeds();
        (await app.Run("deploy")).Succeeds();
        (await app.Get("", service)).ShouldBe(text);
    }
}
