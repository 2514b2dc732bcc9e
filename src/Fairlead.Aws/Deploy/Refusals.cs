using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>What AWS says where it does not do what it was asked, in users' words, with one thing to do next.</summary>
internal static class Refusals
{
    /// <param name="doing">What was to be done: <c>asking who this is</c>.</param>
    public static async Task<T> Explained<T>(string doing, string? profile, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e)
        {
            throw new FailureException(Explain(doing, profile, e), e);
        }
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new FailureException(new Failure($"{doing} failed", FirstLine(e.InnerException?.Message ?? e.Message))
            {
                Next = "fairlead whoami",
            }, e);
        }
    }

    private static Failure Explain(string doing, string? profile, AmazonServiceException error) => error switch
    {
        _ when AwsErrors.IsExpired(error) => new Failure($"{doing} failed", "the AWS credentials have expired") { Next = LogIn(profile) },
        { ErrorCode: "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" } =>
            new Failure($"{doing} failed", "AWS does not know these credentials") { Next = LogIn(profile) },
        _ when AwsErrors.MayBeSkewed(error) => new Failure($"{doing} failed",
            $"AWS does not take the signature: {FirstLine(error.Message)}")
        {
            Next = LogIn(profile),
        },
        _ when AwsErrors.IsDenied(error) => new Failure($"{doing} was denied", FirstLine(error.Message)) { Next = "fairlead whoami" },
        _ => new Failure($"{doing} failed", $"{error.ErrorCode}: {FirstLine(error.Message)}"),
    };

    private static string LogIn(string? profile) => profile is null ? "aws sso login" : $"aws sso login --profile {profile}";

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
