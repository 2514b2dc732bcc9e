using Fairlead.Aws.Tests.Support;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>Only what was built is released.</summary>
public class ReleaseWhatIsThereTests
{
    [Fact]
    public async Task Row_162_a_commit_without_an_image_is_not_released_and_that_is_said()
    {
        using var registry = new StubRegistry(_ => StubAnswer.Error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
        await using var shell = await AwsShell.Start();
        var answer = await shell.Production("deploy", "--yes", "--image", $"{registry.Host}/shop:0a1b2c3d4e5f");
        answer.Code.ShouldBe(1, answer.All);
        answer.Error.ShouldContain($"web: the image {registry.Host}/shop:0a1b2c3d4e5f can not be had");
        answer.Error.ShouldContain($"{registry.Host} has no tag '0a1b2c3d4e5f' of shop");
        answer.Error.ShouldContain("nothing was changed");
        shell.Aws.Calls.ShouldNotContain(c => c.Operation == "CreateChangeSet" || c.Operation == "PutObject");
    }

    [Fact]
    public async Task Row_162_where_nothing_was_built_there_is_no_newest()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop().Replace($"{{use: registry.example.org/shop@{AwsShell.Digest}}}", "."));
        await File.WriteAllTextAsync(shell.PathOf("Dockerfile"), "FROM scratch\n");
        var answer = await shell.Production("deploy", "--yes", "--no-build");
        answer.Code.ShouldBe(1, answer.All);
        answer.Error.ShouldContain("--no-build uses the newest that was built, and none was");
        shell.Aws.Calls.ShouldNotContain(c => c.Operation == "CreateChangeSet");
    }
}
