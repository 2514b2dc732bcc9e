using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>
/// Removes an environment, consumers before producers. Killed anywhere and begun again it goes on; what is protected is unprotected only
/// when its own turn comes.
/// </summary>
internal sealed class DestroyRun(AwsEnvironment environment, AwsDestroyPlan plan, string who, EventStream events)
{
    public async Task<Outcome> Run(CancellationToken cancel)
    {
        if (plan.Before.FindStack(environment.StackNameOf(StackLabels.Access)) is { } access)
        {
            await Remove(access, cancel);
        }

        if (plan.Images)
        {
            await new ImageRemoval(environment).Run(events, cancel);
        }

        return new Outcome(null, new Status(plan.Id));
    }

    private async Task Remove(RecordedStack access, CancellationToken cancel)
    {
        var accessName = environment.StackNameOf(StackLabels.Access);
        var deployer = await environment.Deployer(access.Outputs, cancel);
        var records = environment.RecordsAs(deployer);
        await using (var lease = await DeployLease.Take(records.Store, plan.Id.Environment, who, events, cancel))
        {
            var role = access.Outputs.GetValueOrDefault("CloudFormationRole");
            await records.Write(plan.Before.Record with { InProgress = plan.Before.Record.LastRelease }, cancel);
            foreach (var group in plan.Stacks.Where(g => g.All(s => s.Stack != accessName)))
            {
                await Task.WhenAll(group.Select(s => Delete(deployer, s.Name, s.Stack, role, cancel)));
            }

            // The numbers go on, and the next life takes up what this one keeps.
            await records.Write(new EnvironmentRecord
            {
                LastRelease = Math.Max(1, plan.Before.Record.LastRelease), Secrets = plan.Before.Record.Secrets,
            }, cancel);
        }

        // Who may do what goes last, and only by a person; a pipeline leaves it and says so.
        if (environment.IsPipeline(access.Outputs))
        {
            events.Warned(StackLabels.Access, $"{accessName} stays: a pipeline may not change who may do what");
        }
        else
        {
            await new StackRemoval(environment.Person.Connection, null, events).Delete(StackLabels.Access, accessName, cancel);
        }
    }

    private async Task Delete(Account deployer, string name, string stack, string? role, CancellationToken cancel)
    {
        foreach (var region in new[] { deployer.Region, StackScope.CloudFrontRegion }.Distinct(StringComparer.Ordinal))
        {
            var aws = deployer.In(region);
            if (await aws.CloudFormation.DescribeStack(stack, cancel) is { } there)
            {
                await new DataRemoval(environment, deployer, aws, plan.Data == DataChoice.Remove, events).Prepare(name, there, role,
                    cancel);
                await new StackRemoval(aws, role, events).Delete(name, stack, cancel);
                return;
            }
        }
    }
}
