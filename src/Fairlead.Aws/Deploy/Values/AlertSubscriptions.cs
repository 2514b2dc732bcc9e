using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Values;

/// <summary>
/// Subscribes addresses that are secrets to a topic of alerts, and lets go those that are wanted no more. AWS sends an address nothing
/// until it has confirmed (SNS API Reference, Subscribe).
/// </summary>
/// <param name="redactor">Learns the addresses: AWS may repeat them.</param>
internal sealed class AlertSubscriptions(SnsClient sns, SecretTexts texts, Redactor redactor)
{
    private const string Protocol = "https";

    /// <summary>ARNs of the subscriptions there are then, by what tells one address from another.</summary>
    /// <param name="wanted">Addresses, by the same.</param>
    /// <param name="made">As they are by the record.</param>
    /// <exception cref="FailureException">AWS does not take an address.</exception>
    public async Task<IReadOnlyDictionary<string, string>> Make(string topic, IReadOnlyDictionary<string, Text> wanted,
        IReadOnlyDictionary<string, string> made, CancellationToken cancel)
    {
        var subscriptions = made.Where(m => wanted.ContainsKey(m.Key)).ToDictionary(StringComparer.Ordinal);
        var missing = wanted.Where(w => !subscriptions.ContainsKey(w.Key)).ToList();
        var there = missing.Count > 0 ? await List(topic, cancel) : [];
        foreach (var (version, address) in missing)
        {
            if (await texts.Resolve(address, cancel) is { } url)
            {
                redactor.Learn(url);
                subscriptions[version] = there.FirstOrDefault(s => s.IsConfirmed && s.Protocol == Protocol && s.Endpoint == url)
                    ?.SubscriptionArn ?? await Subscribe(topic, address, url, cancel);
            }
        }

        // Set once more to the same, an address is the same subscription.
        foreach (var arn in made.Values.Except(subscriptions.Values, StringComparer.Ordinal))
        {
            await Unsubscribe(arn, cancel);
        }

        return subscriptions;
    }

    private async Task<string> Subscribe(string topic, Text address, string url, CancellationToken cancel)
    {
        try
        {
            return await sns.Subscribe(topic, Protocol, url, cancel);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "InvalidParameter")
        {
            // Its message repeats the address.
            throw new FailureException(new Failure("alerts: AWS does not take an address",
                $"what {address} says is no https address that can be reached from outside")
            {
                Place = address.Span, Next = "fairlead secret set, then the same command",
            });
        }
    }

    private async Task Unsubscribe(string arn, CancellationToken cancel)
    {
        try
        {
            await sns.Unsubscribe(arn, cancel);
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "InvalidParameter" or "NotFound")
        {
            // One that never confirmed can not be taken back, and ends by itself; one that somebody took back is gone.
        }
    }

    private async Task<IReadOnlyList<TopicSubscription>> List(string topic, CancellationToken cancel)
    {
        var all = new List<TopicSubscription>();
        string? next = null;
        do
        {
            (var page, next) = await sns.ListSubscriptionsByTopic(topic, next, cancel);
            all.AddRange(page);
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }
}
