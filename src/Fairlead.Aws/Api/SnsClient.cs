using System.Xml.Linq;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>SNS, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2010-03-31</c>.</summary>
internal sealed class SnsClient(AwsTransport transport)
{
    /// <summary>A page of those who are told what is published to a topic, and those who were asked to confirm it.</summary>
    public async Task<(IReadOnlyList<TopicSubscription> Subscriptions, string? Next)> ListSubscriptionsByTopic(string topicArn,
        string? nextToken, CancellationToken cancel)
    {
        var result = await Call("ListSubscriptionsByTopic", new QueryForm().Add("TopicArn", topicArn).Add("NextToken", nextToken), cancel);
        return ([.. result.Members("Subscriptions").Select(TopicSubscription.Read)], result.Text("NextToken"));
    }

    /// <summary>Asks an address to confirm; one that is subscribed already stays so, and is not asked again.</summary>
    /// <param name="protocol"><c>https</c>.</param>
    /// <returns>The subscription's ARN, confirmed or not.</returns>
    public async Task<string> Subscribe(string topicArn, string protocol, string endpoint, CancellationToken cancel) =>
        (await Call("Subscribe", new QueryForm().Add("TopicArn", topicArn).Add("Protocol", protocol).Add("Endpoint", endpoint)
            .Add("ReturnSubscriptionArn", true), cancel)).Need("SubscriptionArn");

    public Task Unsubscribe(string subscriptionArn, CancellationToken cancel) =>
        Call("Unsubscribe", new QueryForm().Add("SubscriptionArn", subscriptionArn), cancel);

    private Task<XElement> Call(string operation, QueryForm form, CancellationToken cancel) =>
        QueryProtocol.Call(transport, AwsService.Sns, operation, form, cancel);
}

/// <param name="SubscriptionArn">An ARN, or <c>PendingConfirmation</c>.</param>
internal sealed record TopicSubscription(string SubscriptionArn, string Protocol, string Endpoint, string Owner, string TopicArn)
{
    public bool IsConfirmed => SubscriptionArn.StartsWith("arn:", StringComparison.Ordinal);

    public static TopicSubscription Read(XElement x) => new(x.Text("SubscriptionArn") ?? "", x.Text("Protocol") ?? "",
        x.Text("Endpoint") ?? "", x.Text("Owner") ?? "", x.Text("TopicArn") ?? "");
}
