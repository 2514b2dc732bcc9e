using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>The repositories of an app's images. All its environments have them in common, so they go with the last.</summary>
internal sealed class ImageRemoval(AwsEnvironment environment)
{
    private const string Repository = "AWS::ECR::Repository";

    private readonly AwsConnection aws = environment.Person.Connection;
    private readonly string stack = PhysicalName.For(NameRule.Stack, "fairlead", environment.Place.App);

    /// <summary>The repositories that are there, by their names; another deploy makes them again.</summary>
    public async Task<IReadOnlyList<string>> Find(CancellationToken cancel) => await Read(cancel) is { } found
        ? [.. Repositories(found.Template).Select(r => $"{r.Value!["Properties"]?["RepositoryName"] ?? r.Key}")] : [];

    /// <summary>Another environment of the app in this account and region; null where there is none.</summary>
    public async Task<string?> FindOther(CancellationToken cancel)
    {
        string? next = null;
        do
        {
            (var page, next) = await aws.CloudFormation.DescribeStacks(null, next, cancel);
            if (page.FirstOrDefault(s => s.Tags.GetValueOrDefault("fairlead:app") == environment.Place.App
                && s.Tags.GetValueOrDefault("fairlead:environment") is { } name && name != environment.Place.Environment
                && StackConditions.Read(s.StackStatus) != StackCondition.Absent) is { } other)
            {
                return other.Tags["fairlead:environment"];
            }
        }
        while (next is { Length: > 0 });
        return null;
    }

    /// <summary>
    /// What a template says of the deletion of a resource counts where the resource has it already, so it is said by a change of its own.
    /// </summary>
    public async Task Run(EventStream events, CancellationToken cancel)
    {
        if (await Read(cancel) is not var (there, template) || Repositories(template).Count == 0)
        {
            return;
        }

        string[] ids = [.. Repositories(template).Select(r => r.Key)];
        foreach (var id in ids)
        {
            var repository = template["Resources"]![id]!;
            repository["DeletionPolicy"] = "Delete";
            repository["UpdateReplacePolicy"] = "Delete";
            repository["Properties"]!["EmptyOnDelete"] = true;
        }

        there = await Apply(there, template, ids, events, cancel);
        foreach (var id in ids)
        {
            template["Resources"]!.AsObject().Remove(id);
            template["Outputs"]?.AsObject().Remove(id);
        }

        await Apply(there, template, ids, events, cancel);
    }

    private Task<StackDescription> Apply(StackDescription there, JsonObject template, string[] ids, EventStream events,
        CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetBytes(template.ToJsonString());
        var read = StackReader.Read(stack, text, out var fault)
            ?? throw new FailureException($"the template of {stack} can not be read", fault!);
        return new StackDeployment(aws, environment.Facts, events, ids).Apply(
            new WantedStack("images", read, StackJson.Render(read))
            {
                Parameters = [.. there.Parameters], Tags = [.. there.Tags.Where(t => t.Key != WantedStack.HashTag)],
            }, cancel);
    }

    private async Task<(StackDescription There, JsonObject Template)?> Read(CancellationToken cancel) =>
        await aws.CloudFormation.DescribeStack(stack, cancel) is { } there
        && JsonNode.Parse(await aws.CloudFormation.GetTemplate(stack, cancel)) is JsonObject template ? (there, template) : null;

    private static IReadOnlyList<KeyValuePair<string, JsonNode?>> Repositories(JsonObject template) =>
        [.. template["Resources"]!.AsObject().Where(r => $"{r.Value!["Type"]}" == Repository)];
}
