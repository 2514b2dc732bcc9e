using System.Text;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Observing;

/// <summary>What parameters and outputs of the account say that the file refers to.</summary>
internal sealed class AccountValues(AwsConnection aws, App app)
{
    public async Task<string> Read(Text text, CancellationToken cancel)
    {
        var value = new StringBuilder();
        foreach (var part in text.Parts)
        {
            value.Append(part is Literal literal ? literal.Value : await Read(part, cancel));
        }

        return value.ToString();
    }

    public Task<string> Read(Part part, CancellationToken cancel) => part switch
    {
        SsmPart ssm => Parameter(ssm, cancel),
        StackPart stack => Output(stack, cancel),
        _ => throw new InvalidOperationException($"{part} is nothing of the account"),
    };

    private async Task<string> Parameter(SsmPart part, CancellationToken cancel)
    {
        var found = await aws.Ssm((ssm, c) => ssm.GetParametersAsync(
            new GetParametersRequest { Names = [part.Path], WithDecryption = true }, c), cancel);
        return found.Parameters is [var one, ..] ? one.Value : throw Missing($"there is no parameter {part.Path} in {aws.Region}",
            $"aws ssm get-parameter --name {part.Path} --region {aws.Region}");
    }

    private async Task<string> Output(StackPart part, CancellationToken cancel)
    {
        var stack = await aws.CloudFormation.DescribeStack(part.Stack, cancel)
            ?? throw Missing($"there is no stack {part.Stack} in {aws.Region}",
                $"aws cloudformation describe-stacks --region {aws.Region}");
        return stack.Outputs.GetValueOrDefault(part.Output) ?? throw Missing($"the stack {part.Stack} has no output {part.Output}",
            $"aws cloudformation describe-stacks --stack-name {part.Stack}");
    }

    private FailureException Missing(string what, string next) =>
        new(new Failure(what, $"the file of {app.Name} refers to it") { Outcome = "nothing was changed", Next = next });
}
