using System.Net;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Tests.Endpoint;

/// <summary>
/// AWS without a network: it asks each request for its signature and AWS's model for what may stand in it, and answers with every member
/// that the model knows, or as the test says.
/// </summary>
internal sealed class StubAws : HttpMessageHandler
{
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /// <summary>What each call was asked for, in order.</summary>
    public List<ApiOperation> Calls { get; } = [];

    /// <summary>When each signature says that it was made.</summary>
    public List<DateTimeOffset> Signed { get; } = [];

    /// <summary>What is answered to the n-th call, from 0; null is all that the model knows.</summary>
    public Func<int, HttpResponseMessage?> Answer { get; init; } = static _ => null;

    /// <summary>The results of a Query operation, one for each call of it; the last stands for all that follow.</summary>
    public Dictionary<string, string[]> Results { get; init; } = [];

    public AwsConnection Connect(TimeProvider? clock = null, string region = "eu-west-1") => new(new AwsTransport(
        new SessionAWSCredentials("AKIDEXAMPLE", SecretKey, "a session"), new Endpoints(region, static _ => null),
        this, clock ?? TimeProvider.System));

    /// <summary>An error as JSON services answer it.</summary>
    public static HttpResponseMessage Refusal(string code, HttpStatusCode status = HttpStatusCode.BadRequest, string message = "no") =>
        new(status) { Content = new StringContent($$"""{"__type":"com.amazon#{{code}}","message":"{{message}}"}""") };

    /// <summary>An error as Query services answer it.</summary>
    public static HttpResponseMessage RefusalInXml(string code, string message) => new(HttpStatusCode.BadRequest)
    {
        Content = new StringContent($"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        var asked = WireRequest.Read(request, body);
        SignatureCheck.Check(asked, SecretKey).ShouldBeNull();
        var (operation, faults) = RequestJudge.Judge(asked);
        faults.ShouldBeEmpty();
        Calls.Add(operation);
        Signed.Add(SignatureCheck.TimeOf(asked));
        return Answer(Calls.Count - 1) ?? ResultOf(operation.Name) ?? new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(SampleAnswer.Make(operation)),
        };
    }

    private HttpResponseMessage? ResultOf(string operation)
    {
        if (!Results.TryGetValue(operation, out var results))
        {
            return null;
        }

        var text = results[Math.Min(Calls.Count(c => c.Name == operation), results.Length) - 1];
        return text.StartsWith("<Error", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Content = new StringContent($"<ErrorResponse>{text}</ErrorResponse>"),
        } : new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($"<{operation}Response><{operation}Result>{text}</{operation}Result></{operation}Response>"),
        };
    }
}
