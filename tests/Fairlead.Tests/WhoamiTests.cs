using System.Text;
using System.Text.Json;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>As whom commands act, asked of an AWS on this machine that answers as STS does.</summary>
public sealed class WhoamiTests : IDisposable
{
    private const string File = "app: shop\nimages: {web: {use: \"nginx:1.27\"}}\nservices: {web: {port: 80}}\nenvironments:\n"
        + "  prod: {region: eu-west-1}\n  pinned: {region: eu-west-1, account: \"999988887777\"}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-whoami-").FullName;
    private readonly CommandRun command;

    public WhoamiTests()
    {
        command = new CommandRun(folder);
        command.Variables["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
        command.Variables["AWS_SECRET_ACCESS_KEY"] = "secret";
        System.IO.File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), File);
    }

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Row_205_account_role_and_region_are_told()
    {
        (await Run("prod", Identity)).ShouldBe(0, command.Error);
        command.Output.ShouldBe("who    arn:aws:sts::111122223333:assumed-role/Admin/ann\nwhere  account 111122223333 in eu-west-1\n");
    }

    [Fact]
    public async Task R32_the_credentials_of_another_account_are_told_and_end_the_command()
    {
        (await Run("pinned", Identity)).ShouldBe(1);
        command.Output.ShouldContain("account 111122223333");
        command.Error.ShouldContain("these are credentials of account 111122223333");
        command.Error.ShouldContain("the environment 'pinned' is pinned to account 999988887777");
    }

    [Fact]
    public async Task R32_a_program_gets_one_document_with_the_trouble_in_it()
    {
        (await Run("pinned", Identity, 200, "--json")).ShouldBe(1);
        using var json = JsonDocument.Parse(command.Output);
        json.RootElement.GetProperty("account").GetString().ShouldBe("111122223333");
        json.RootElement.GetProperty("trouble").GetString()!.ShouldEndWith("is pinned to account 999988887777");
    }

    [Theory]
    [InlineData("ExpiredToken", "the AWS credentials have expired", "aws sso login", 5)]
    [InlineData("InvalidClientTokenId", "AWS does not know these credentials", "aws sso login")]
    [InlineData("AccessDenied", "no", "fairlead doctor --policy --env prod")]
    public async Task What_AWS_says_to_credentials_is_told_in_words(string code, string why, string next, int exit = 1)
    {
        (await Run("prod", $"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>", 403)).ShouldBe(exit);
        command.Error.ShouldContain(why);
        command.Error.ShouldContain(next);
    }

    private static string Identity =>
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
        + "<Arn>arn:aws:sts::111122223333:assumed-role/Admin/ann</Arn><UserId>A:ann</UserId><Account>111122223333</Account>"
        + "</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>";

    private async Task<int> Run(string environment, string answer, int status = 200, params string[] more)
    {
        var (listener, port) = LoopbackServer.Start();
        using var _ = listener;
        command.Variables["AWS_ENDPOINT_URL_STS"] = $"http://127.0.0.1:{port}";
        var served = Task.Run(async () =>
        {
            var context = await listener.GetContextAsync();
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        });
        var code = await command.Run(["whoami", "--env", environment, .. more]);
        await served;
        return code;
    }
}
