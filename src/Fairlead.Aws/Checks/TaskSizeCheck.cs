using System.Globalization;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Texts that together are more than ECS and Parameter Store take, as far as the file holds them.</summary>
internal static class TaskSizeCheck
{
    // "Task definition size: 64 KB" (Amazon ECS developer guide, service quotas), which AWS does not raise.
    private const int LargestDefinition = 64 * 1024;

    // Roles, log, health check and names, which are short.
    private const int Rest = 1024;

    // "Parameter value size: standard 4 KB, advanced 8 KB" (Systems Manager user guide, managing parameter tiers).
    private const int StandardParameter = 4 * 1024;
    private const int AdvancedParameter = 8 * 1024;

    // {"name":"","value":""}, and its comma.
    private const int AroundVariable = 23;

    public static void Check(App app, ProblemList problems)
    {
        foreach (var workload in app.Workloads)
        {
            CheckDefinition(workload, problems);
            foreach (var variable in workload.Env.Where(v => v.Value.IsSecret && v.Value.Parts.Count > 1))
            {
                CheckParameter(variable, problems);
            }
        }
    }

    private static void CheckDefinition(Workload workload, ProblemList problems)
    {
        var open = workload.Env.Where(v => !v.Value.IsSecret).Select(v => (Variable: v, Bytes: Bytes(v.Value))).ToList();
        var size = open.Sum(v => v.Bytes + v.Variable.Name.Length + AroundVariable)
            + (workload.Command ?? []).Concat(workload.Entrypoint ?? []).Sum(Bytes);
        if (size > LargestDefinition - Rest)
        {
            var largest = open.MaxBy(v => v.Bytes);
            problems.Add(Codes.AwsLimit, largest.Variable is null ? workload.Origin.Name : largest.Variable.Value.Span,
                $"the definition of '{workload.Name}' takes {Number(size)} bytes, and ECS takes {Number(LargestDefinition)}",
                "keep long texts in a file of the image, or in a 'config' document that the app reads by its name");
        }
    }

    private static void CheckParameter(Variable variable, ProblemList problems)
    {
        var bytes = Bytes(variable.Value);
        if (bytes > AdvancedParameter)
        {
            problems.Add(Codes.AwsLimit, variable.Value.Span,
                $"{variable.Name} is kept as a secret and has {Number(bytes)} bytes, and Parameter Store takes {Number(AdvancedParameter)}",
                "keep it in a 'config' document, which may have 65,536, or let only the secret part of it be a variable");
        }
        else if (bytes > StandardParameter)
        {
            problems.Warn(Codes.AwsLimit, variable.Value.Span,
                $"{variable.Name} is kept as a secret and has {Number(bytes)} bytes: above {Number(StandardParameter)} Parameter Store"
                    + " charges for it by the month", "let only the secret part of it be a variable");
        }
    }

    private static int Bytes(Text text) => text.Parts.Sum(p => p is Literal literal ? Bytes(literal.Value) : 0);

    // As JSON has it: what is quoted takes a byte more.
    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text) + text.Count(c => c is '"' or '\\' or '\n');

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
