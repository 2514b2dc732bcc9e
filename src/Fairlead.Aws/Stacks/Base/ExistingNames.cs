using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>A kind of thing on AWS that has a name and an ARN, of which the file says either.</summary>
/// <param name="Id">Begins the parameter that holds what a reference says.</param>
/// <param name="Service">As its ARNs have it.</param>
/// <param name="BeforeName">What stands in its ARNs before the name.</param>
internal sealed record ExistingKind(string Id, string Service, string BeforeName)
{
    public static readonly ExistingKind Bucket = new("BucketName", "s3", ":::");
    public static readonly ExistingKind FileSystem = new("FileSystemId", "elasticfilesystem", ":file-system/");
    public static readonly ExistingKind Cluster = new("ClusterName", "ecs", ":cluster/");
    public static readonly ExistingKind EndpointConfiguration = new("EndpointConfigName", "sagemaker", ":endpoint-config/");
    public static readonly ExistingKind KmsKey = new("KmsKeyId", "kms", ":key/");

    /// <summary>Those whose parameters hold what a reference says.</summary>
    public static readonly IReadOnlyList<ExistingKind> Referring = [Bucket, FileSystem, Cluster, EndpointConfiguration, KmsKey];
}

/// <summary>
/// What is there already, by its name and by its ARN, whichever of them the file says: never an ARN within an ARN. A reference alone may
/// say either, and only what it says tells: the parameter that holds it gets the name, whatever came.
/// </summary>
internal static class ExistingNames
{
    private const string Arns = "arn:";

    public static bool IsArn(Text text) =>
        text.Parts is [Literal { Value: var first }, ..] && first.StartsWith(Arns, StringComparison.Ordinal);

    /// <summary>The name, or id.</summary>
    public static Value NameOf(StackScope scope, Stack stack, ExistingKind kind, Text text)
    {
        if (!IsArn(text))
        {
            return text.Parts is [var alone and not Literal] ? Named(scope, stack, kind.Id, alone, ReferenceForm.Name)
                : TextValues.Render(scope, stack, text);
        }

        var first = ((Literal)text.Parts[0]).Value;
        var mark = first.IndexOf(kind.BeforeName, StringComparison.Ordinal);
        return TextValues.Render(scope, stack, mark < 0 ? text
            : text with { Parts = [new Literal(first[(mark + kind.BeforeName.Length)..]), .. text.Parts.Skip(1)] });
    }

    /// <summary>The ARN, of this account and region where the file says only a name.</summary>
    public static Value ArnOf(StackScope scope, Stack stack, ExistingKind kind, Text text) =>
        IsArn(text) ? TextValues.Render(scope, stack, text)
        : kind == ExistingKind.Bucket ? Concat(Arns, Partition, ":s3", kind.BeforeName, NameOf(scope, stack, kind, text))
        : Arn(kind.Service, kind.BeforeName[1..], NameOf(scope, stack, kind, text));

    /// <summary>A parameter for what a reference says, in the form that is wanted.</summary>
    /// <param name="id">Begins its name.</param>
    public static Value Named(StackScope scope, Stack stack, string id, Part reference, ReferenceForm form)
    {
        var parameter = id + Fingerprint.Compute(reference.ToString()!);
        if (stack.FindParameter(parameter) is null)
        {
            var source = reference is ExtrasPart extra ? ExtrasStack.SourceOf(scope, extra.Output) : new LookedUpValue();
            stack.Add(new StackParameter(parameter) { Source = source, Form = form });
        }

        return Ref(parameter);
    }
}
