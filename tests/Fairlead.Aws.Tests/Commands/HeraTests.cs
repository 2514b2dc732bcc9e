using Fairlead.Aws.Tests.Support;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>The first deploy of a real app, as a pipeline's log shows it.</summary>
public class HeraTests
{
    [Fact]
    public async Task A_first_deploy_is_pleasant_to_read()
    {
        // That somebody else has to agree comes in a later version.
        var file = ExampleFolder.Named("hera").Text("fairlead.yaml")!.Text.Replace("release: {approve: true}", "protect: false");
        await using var shell = await AwsShell.Start(file);
        shell.Aws.Parts.Account.Zones["hera.heradigitalhealth.com"] = "Z0123456789";
        Directory.CreateDirectory(shell.PathOf("web"));
        await File.WriteAllTextAsync(shell.PathOf("web/Dockerfile"), "FROM scratch\n");
        foreach (var name in new[] { "GOOGLE_MAPS_KEY", "MESSAGEBIRD_API_KEY", "ONESIGNAL_ID", "ONESIGNAL_KEY" })
        {
            shell.Input = "a-value";
            var set = await shell.Run("secret", "set", name, "-e", "production-turkey");
            set.Code.ShouldBe(0, set.All);
        }

        var image = $"registry.example.org/hera@{AwsShell.Digest}";
        var answer = await shell.Run("deploy", "--image", image, "--yes", "-e", "production-turkey");
        answer.Code.ShouldBe(0, answer.All);
        var lines = answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeInRange(15, 45, answer.All);
        lines.ShouldAllBe(l => l.Length < 160);
        answer.Error.ShouldNotContain("arn:aws");
        answer.Out.ShouldContain("https://turkey.hera.heradigitalhealth.com/");
    }
}
