using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>A deploy is broken off: by whoever looks on, or because credentials expire.</summary>
public partial class AwsCommandTests
{
    [Fact]
    public async Task Ctrl_C_leaves_AWS_at_work_and_the_same_command_comes_back_to_it()
    {
        await using var shell = await AwsShell.Start();
        using var cut = new CancellationTokenSource();
        shell.Said = line =>
        {
            if (line.Contains("web ") && line.Contains("getting ready"))
            {
                cut.Cancel();
            }
        };
        var answer = await shell.Run(["deploy", "--yes", "-e", "production"], cut.Token);
        answer.Code.ShouldBe(130, answer.All);
        answer.Error.ShouldContain(
            "interrupted; what AWS has begun goes on; the same command comes back to it and finishes: fairlead deploy --yes -e production");

        shell.Said = null;
        (await shell.Good("status")).Out.ShouldBe("""
            shop (production) is not deployed yet
            - deploy: release 1 is under way, or was interrupted
              next: fairlead deploy --env production

            """);
        var again = await shell.Good("deploy", "--yes");
        again.Out.ShouldContain("is live");
        again.Error.ShouldNotContain("creating");
        (await shell.Good("deploy", "--yes")).Out.ShouldStartWith("nothing to do");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(58)]
    [InlineData(86)]
    [InlineData(114)]
    [InlineData(142)]
    public async Task R27_credentials_that_expire_end_the_command_with_5_and_AWS_goes_on(int call)
    {
        await using var shell = await AwsShell.Start();
        DateTimeOffset? expired = null;
        shell.Aws.World.Calling = _ => expired ??= shell.Aws.Calls.Count >= call - 1 ? shell.Aws.Clock.GetUtcNow() : null;
        shell.Aws.Faults.From("*", call, CallFault.Expired);
        var answer = await shell.Production("deploy", "--yes");
        answer.Code.ShouldBe(5, answer.All);
        (shell.Aws.Clock.GetUtcNow() - expired!.Value).TotalSeconds.ShouldBeLessThan(5);
        answer.Error.ShouldContain("the AWS credentials have expired");
        answer.Error.Contains("what AWS has begun goes on").ShouldBe(call > 1);
        answer.Error.ShouldContain("next:  aws sso login, then: fairlead deploy --yes -e production");

        shell.Aws.Faults.Clear();
        (await shell.Good("deploy", "--yes")).Out.ShouldContain("is live");
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy");
    }
}
