using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Accounts;

/// <summary>What AWS says where it does not do what it was asked, in users' words, with one thing to do next.</summary>
internal static class CallFailures
{
    /// <param name="what">What is told where it fails: <c>AWS does not tell who this is</c>.</param>
    /// <param name="acts">What was begun goes on where nobody may look on any more.</param>
    public static async Task<T> Explained<T>(string what, string? profile, Func<Task<T>> call, bool acts = false)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e)
        {
            var failure = Explain(what, profile, e);
            throw new FailureException(acts && failure.IsExpired ? failure with { Outcome = "what AWS has begun goes on" } : failure, e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new FailureException(new Failure(what, FirstLine(e.InnerException?.Message ?? e.Message))
            {
                Next = "look at the network, and at AWS_ENDPOINT_URL where it is set",
            }, e);
        }
    }

    private static Failure Explain(string what, string? profile, AmazonServiceException error) => error switch
    {
        _ when AwsErrors.IsExpired(error) => new Failure(what, "the AWS credentials have expired")
        {
            IsExpired = true, Next = $"{LogIn(profile)}, then the same command",
        },
        { ErrorCode: "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" } =>
            new Failure(what, "AWS does not know these credentials") { Next = LogIn(profile) },
        _ when AwsErrors.MayBeSkewed(error) => new Failure(what,
            $"AWS does not take the signature: {FirstLine(error.Message)}")
        {
            Next = LogIn(profile),
        },
        _ when AwsErrors.IsDenied(error) && DeniedCall.Read(error.Message) is { } denied => new Failure(what, denied.Why)
        {
            Evidence = denied.IsForbidden ? [FirstLine(error.Message)] : [denied.Statement],
            Next = denied.IsForbidden ? "fairlead whoami" : "let it: add this statement to a policy of whoever calls",
        },
        _ when AwsErrors.IsDenied(error) => new Failure(what, FirstLine(error.Message))
        {
            Next = "fairlead doctor --policy (prints what a person needs)",
        },
        _ => new Failure(what, $"{error.ErrorCode}: {FirstLine(error.Message)}"),
    };

    private static string LogIn(string? profile) => profile is null ? "aws sso login" : $"aws sso login --profile {profile}";

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
