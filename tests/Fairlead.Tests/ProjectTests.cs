using System.Diagnostics;
using System.Text;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Docker.Run.State;

namespace Fairlead.Tests;

/// <summary>Files of a project as they may be found: pipes, links, odd encodings, hand-written secrets.</summary>
public sealed class ProjectTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-project-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_pipe_is_no_file_and_nobody_waits_for_it()
    {
        Process.Start(new ProcessStartInfo("mkfifo", [At("Dockerfile")]))!.WaitForExit();
        new ProjectFolder(folder).Find("Dockerfile", PathKind.File).ShouldBe(PathKind.Special);
        new ProjectFolder(folder).Overlay("Dockerfile").ShouldBeNull();
        new ProjectFolder(folder).Overlay("/dev/zero").ShouldBeNull();
        AppFileText.Read(At("Dockerfile")).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_is_itself_a_link_is_the_project()
    {
        Directory.CreateDirectory(At("real"));
        File.WriteAllText(At("real/Dockerfile"), "FROM scratch\n");
        File.CreateSymbolicLink(At("link"), At("real"));
        new ProjectFolder(At("link")).Find("Dockerfile", PathKind.File).ShouldBe(PathKind.File);
        new ProjectFolder(At("real")).Find("../link/Dockerfile", PathKind.File).ShouldBe(PathKind.Outside, "the way there leads out");
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-32", false)]
    public void Only_utf_8_is_text(string encoding, bool fine)
    {
        const string Text = "app: shop\r\nimages: {web: .}\r\nservices: {web: {port: 80, route: /}}"; // no new line at the end
        File.WriteAllText(At("fairlead.yaml"), Text, Encoding.GetEncoding(encoding));
        var result = AppFileReader.Read(
            new Source("fairlead.yaml", AppFileText.Read(At("fairlead.yaml"))),
            AppEnvironment.Local,
            RecordedFiles.Instance);
        (result.App is not null).ShouldBe(fine, string.Concat(result.Problems.Select(ProblemText.Render)));
    }

    [Fact]
    public async Task Secrets_may_be_written_by_hand()
    {
        Directory.CreateDirectory(At(".fairlead"));
        var file = At(".fairlead/local.env");
        await File.WriteAllTextAsync(file,
            "# comment\r\n\r\nPLAIN=a b\r\nexport SHELL_LIKE=\"x\"\n  SPACED = y \nSINGLE='$x \\n'\nDOUBLE=\"a\\nb \\\"c\\\"\"\n"
                + "HASH=a#b\nEQUALS=a=b=\nEMPTY=\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var values = await new SecretFile(folder, "local").Values(default);
        values.ShouldBe(new Dictionary<string, string> { ["PLAIN"] = "a b", ["SHELL_LIKE"] = "x", ["SPACED"] = "y", ["SINGLE"] = "$x \\n",
            ["DOUBLE"] = "a\nb \"c\"", ["HASH"] = "a#b", ["EQUALS"] = "a=b=", ["EMPTY"] = "" }, ignoreOrder: true);
    }

    private string At(string path) => Path.Combine(folder, path);
}
