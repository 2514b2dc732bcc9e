using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Support;

/// <summary>One moto with its authentication on: who calls is a user with keys, and a wrong signature is refused.</summary>
public sealed class MotoWithUsers : IAsyncLifetime
{
    // So many calls are let through before it asks for signatures: those that make the user.
    private const string Free = "3";

    private MotoServer? moto;

    internal string KeyId { get; private set; } = "";

    internal string SecretKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (MotoServer.Missing is not null)
        {
            return;
        }

        moto = await MotoServer.Start(new KeyValuePair<string, string>("INITIAL_NO_AUTH_ACTION_COUNT", Free));
        await Iam("CreateUser", "UserName=ann");
        await Iam("PutUserPolicy", "UserName=ann&PolicyName=all&PolicyDocument=" + Uri.EscapeDataString(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"""));
        var keys = XDocument.Parse(await Iam("CreateAccessKey", "UserName=ann"));
        string Find(string name) => keys.Descendants().First(e => e.Name.LocalName == name).Value;
        (KeyId, SecretKey) = (Find("AccessKeyId"), Find("SecretAccessKey"));
    }

    public Task DisposeAsync()
    {
        moto?.Dispose();
        return Task.CompletedTask;
    }

    /// <param name="asked">Is told of each operation that AWS's models here have.</param>
    internal AwsTransport NewTransport(string? secretKey = null, Action<ApiOperation>? asked = null) => new(
        new BasicAWSCredentials(KeyId, secretKey ?? SecretKey),
        new Endpoints("eu-central-1", n => n == "AWS_ENDPOINT_URL" ? moto!.Address.ToString() : null),
        new Recording(asked ?? (static _ => { })), new JumpingClock());

    private async Task<string> Iam(string action, string fields)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, moto!.Address);
        request.Content = new StringContent($"Action={action}&Version=2010-05-08&{fields}", Encoding.UTF8,
            "application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=KEY/20261121/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none");
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private sealed class Recording(Action<ApiOperation> asked) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
            if (Find(WireRequest.Read(request, body)) is { } operation)
            {
                asked(operation);
            }

            return await base.SendAsync(request, cancellationToken);
        }

        // What only prepares a scene has no model here.
        private static ApiOperation? Find(WireRequest request)
        {
            try
            {
                return RequestJudge.Judge(request).Operation;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }
}
