using System.Net;
using System.Text;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Engine.Tests.Support;

/// <summary>ECR as far as a first push asks it: it gives the login of a registry, and has nothing yet.</summary>
internal sealed class StubEcr(string url, string password) : HttpMessageHandler
{
    public AwsConnection Connect() => new(new AwsTransport(
        new BasicAWSCredentials("AKIDEXAMPLE", "a secret key"), new Endpoints("eu-west-1", static _ => null), this, TimeProvider.System));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isLogin = request.Headers.GetValues("X-Amz-Target").Single().EndsWith(".GetAuthorizationToken", StringComparison.Ordinal);
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes("AWS:" + password));
        return Task.FromResult(new HttpResponseMessage(isLogin ? HttpStatusCode.OK : HttpStatusCode.BadRequest)
        {
            Content = new StringContent(isLogin
                ? $$"""{"authorizationData":[{"authorizationToken":"{{token}}","proxyEndpoint":"{{url}}"}]}"""
                : """{"__type":"RepositoryNotFoundException","message":"there is none"}"""),
        });
    }
}

/// <summary>A test that builds with an engine and pushes to a registry; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PushFactAttribute : FactAttribute
{
    public PushFactAttribute() => Skip = DockerEngine.Missing ?? Fairlead.Tests.Support.LocalRegistry.Missing;
}
