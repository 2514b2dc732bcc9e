using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary><c>release: {from: push}</c>: what the real trigger of 002 got wrong.</summary>
public class PushReleaseTests
{
    private const string Push = "release: {from: push}";
    private const string Yaml =
        "images: {web: web, tool: {use: example/tool:1}}\nservices:\n  web: {image: web, port: 80, route: /}\n  once: {image: web,"
        + " deploy: replace}\n  tool: {image: tool}\n";

    [Fact]
    public void D01_the_trigger_comes_with_every_right_it_needs()
    {
        var stack = Of(Yaml, Push)["web"];
        Shown(Of(stack, "PushRule").At("Targets"))
            .ShouldBe(
            "[{Arn: ${StateMachine}, DeadLetterConfig: {Arn: ${DeadLetterQueue.Arn}}, Id: state-machine, RetryPolicy:"
            + " {MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 20}, RoleArn: ${PushRuleRole.Arn}}]");
        Statements(stack, "PushRuleRole").ShouldBe(["states:StartExecution on ${StateMachine}"]);
        Shown(Of(stack, "PushRuleRole").At("AssumeRolePolicyDocument")).ShouldContain("Service: events.amazonaws.com");
        Shown(Of(stack, "DeadLetterQueuePolicy").At("PolicyDocument"))
            .ShouldContain(
            "{Action: sqs:SendMessage, Condition: {ArnEquals: {aws:SourceArn: ${PushRule.Arn}}}, Effect: Allow, Principal: {Service:"
            + " events.amazonaws.com}, Resource: ${DeadLetterQueue.Arn}}");
        var called = States(stack).EnumerateObject().Select(s => s.Value).Where(s => s.GetProperty("Type").GetString() == "Task")
            .Select(s => s.GetProperty("Resource").GetString()!.Split(':')[^1]).Select(a => $"ecs:{char.ToUpperInvariant(a[0])}{a[1..]}")
            .ToHashSet();
        var allowed = PolicyText.Identity(stack.Find("StateMachineRole")!).SelectMany(s => s.Items("Action").Select(Shown)).ToHashSet();
        called.ShouldBeSubsetOf(allowed);
        Statements(stack, "StateMachineRole")
            .ShouldContain(
            "iam:PassRole on ${ExecutionRole.Arn} ${TaskRole.Arn} if {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}");
        new[] { "ExecutionsFailedAlarm", "ExecutionsNotStartedAlarm" }.ShouldAllBe(id => stack.Find(id) != null);
    }

    [Fact]
    public void D02_only_the_environments_tag_of_the_services_own_image_and_container()
    {
        var stack = Of(Yaml, Push)["web"];
        Shown(Of(stack, "PushRule").At("EventPattern"))
            .ShouldBe(
            "{detail: {action-type: [PUSH], image-tag: [env-prod], repository-name: [shop/web], result: [SUCCESS]}, detail-type: [ECR"
            + " Image Action], source: [aws.ecr]}");
        var states = States(stack);
        states.GetProperty("Look").GetProperty("Arguments").GetProperty("Services")[0].GetString().ShouldBe("${Service}");
        states.GetProperty("Register").GetProperty("Arguments")
            .GetString()!.ShouldContain("$c.Name = 'web' ? $merge([$c, {'Image': $image}]) : $c");
        // The same digest once more, as after each deploy, and a service that was never released, change nothing.
        states.GetProperty("Choose").GetProperty("Choices")[0].GetProperty("Condition").GetString()
            .ShouldBe("{% $definition.Family != 'shop-prod-web' or $definition.ContainerDefinitions[Name='web'].Image = $image %}");
        states.GetProperty("Choose").GetProperty("Choices")[0].GetProperty("Next").GetString().ShouldBe("Done");
        states.GetProperty("Read").GetProperty("Assign").GetProperty("image").GetString()
            .ShouldBe(
            "{% '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/shop/web@' &"
            + " $states.context.Execution.Input.detail.`image-digest` %}");
    }

    [Fact]
    public void Every_state_leads_somewhere()
    {
        foreach (var (name, environment) in new[] { ("web", Push), ("once", Push), ("web", "release: {from: push, hold: true}") })
        {
            var states = States(Of(Yaml, environment)[name]);
            var names = states.EnumerateObject().Select(s => s.Name).ToHashSet();
            var targets = states.EnumerateObject().SelectMany(s => Nexts(s.Value)).ToHashSet();
            targets.ShouldBeSubsetOf(names);
            names.Except(targets).ShouldBe(["Look"]);
        }
    }

    [Fact]
    public void A_service_that_is_replaced_is_empty_before_it_starts_anew()
    {
        var app = Of(Yaml, Push);
        var states = States(app["once"]);
        states.GetProperty("Register").GetProperty("Next").GetString().ShouldBe("Stop");
        states.GetProperty("Stop").GetProperty("Arguments").GetProperty("DesiredCount").GetInt32().ShouldBe(0);
        states.GetProperty("HaveStopped").GetProperty("Choices")[0].GetProperty("Next").GetString().ShouldBe("Roll");
        states.GetProperty("Roll").GetProperty("Arguments").GetProperty("DesiredCount").GetString().ShouldBe("{% $wanted %}");
        States(app["web"]).TryGetProperty("Stop", out _).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_push_or_an_image_of_its_own_there_is_no_trigger()
    {
        OfType([Of(Yaml, Push)["tool"]], "AWS::Events::Rule").ShouldBeEmpty();
        OfType(Of(Yaml).Stacks, "AWS::Events::Rule").ShouldBeEmpty();
        Problems("images: {tool: {use: example/tool:1}}\nservices:\n  tool: {}\n", Push)
            .ShouldContain("error: releases come from pushed images, and no service runs an image of this app");
        Problems("services:\n  web: {}\njobs:\n  migrate: {when: before-deploy}\n", Push)
            .ShouldContain("warning: 'migrate' runs in a deploy, and a pushed image is none: it updates services only");
    }

    private static IEnumerable<string> Nexts(JsonElement state)
    {
        foreach (var key in new[] { "Next", "Default" })
        {
            if (state.TryGetProperty(key, out var next))
            {
                yield return next.GetString()!;
            }
        }

        foreach (var key in new[] { "Choices", "Catch" })
        {
            foreach (var choice in state.TryGetProperty(key, out var choices) ? choices.EnumerateArray() : [])
            {
                yield return choice.GetProperty("Next").GetString()!;
            }
        }
    }

    private static JsonElement States(Stack stack) =>
        JsonDocument.Parse(Shown(Of(stack, "StateMachine").At("DefinitionString"))).RootElement.GetProperty("States");
}
