using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Subscriptions of SNS. <c>API Reference, version 2010-03-31</c>.</summary>
internal sealed class TopicPart(AwsWorld world) : IAwsPart
{
    private readonly List<TopicMember> members = [];

    public IReadOnlyList<TopicMember> Subscriptions => members;

    /// <summary>What is not taken as an address.</summary>
    public string? Refused { get; set; }

    public void Register(AwsRoutes routes) => routes
        .Add("sns", "ListSubscriptionsByTopic", List)
        .Add("sns", "Subscribe", Subscribe)
        .Add("sns", "Unsubscribe", Unsubscribe);

    /// <summary>The address has answered.</summary>
    public void Confirm(string endpoint) => members.Find(m => m.Endpoint == endpoint)!.IsConfirmed = true;

    /// <summary>One without a call, as a person in the console.</summary>
    public TopicMember Add(string topic, string endpoint)
    {
        var member = new TopicMember($"{topic}:{world.Uuid()}", topic, "https", endpoint);
        members.Add(member);
        return member;
    }

    // Two to a page, so that there are pages.
    private AwsAnswer List(AwsCall call)
    {
        const int page = 2;
        var all = members.Where(m => m.Topic == call.Need("TopicArn")).ToList();
        var from = int.Parse(call.Text("NextToken") ?? "0");
        return Members.Make(("Subscriptions", Members.List(all.Skip(from).Take(page).Select(m => Members.Make(
            ("SubscriptionArn", m.IsConfirmed ? m.Arn : "PendingConfirmation"), ("Owner", world.Account), ("Protocol", m.Protocol),
            ("Endpoint", m.Endpoint), ("TopicArn", m.Topic))))), ("NextToken", from + page < all.Count ? $"{from + page}" : null));
    }

    // API Reference, Subscribe: ReturnSubscriptionArn gives the ARN of one that is not confirmed too.
    private AwsAnswer Subscribe(AwsCall call)
    {
        var (topic, endpoint) = (call.Need("TopicArn"), call.Need("Endpoint"));
        if (!endpoint.StartsWith("https://") || endpoint == Refused)
        {
            throw new AwsRefusal("InvalidParameter", $"Invalid parameter: Endpoint Reason: {endpoint} is not valid");
        }

        var member = members.Find(m => m.Topic == topic && m.Endpoint == endpoint) ?? Add(topic, endpoint);
        member.Asked++;
        return Members.Make(("SubscriptionArn", member.IsConfirmed || call.Flag("ReturnSubscriptionArn") == true ? member.Arn
            : "pending confirmation"));
    }

    private AwsAnswer Unsubscribe(AwsCall call)
    {
        var member = members.Find(m => m.Arn == call.Need("SubscriptionArn"))
            ?? throw new AwsRefusal("NotFound", "Subscription does not exist", 404);
        if (!member.IsConfirmed)
        {
            throw new AwsRefusal("InvalidParameter", "Invalid parameter: This operation can not be performed on a pending subscription");
        }

        members.Remove(member);
        return new System.Text.Json.Nodes.JsonObject();
    }
}

/// <summary>An address that hears what is published to a topic, or was asked whether it wants to.</summary>
internal sealed record TopicMember(string Arn, string Topic, string Protocol, string Endpoint)
{
    public bool IsConfirmed { get; set; }

    /// <summary>How often it was asked to confirm.</summary>
    public int Asked { get; set; }
}
