namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>What may be done with a stack as it is.</summary>
internal enum StackCondition
{
    /// <summary>There is none, or only a change set that was never carried out.</summary>
    Absent,

    /// <summary>It can be changed.</summary>
    Ready,

    /// <summary>Something is being done with it.</summary>
    Busy,

    /// <summary>Its creation failed: it holds nothing, and has to go before another can be made.</summary>
    NeverMade,

    /// <summary>A change failed and so did the way back: CloudFormation takes no other before that is finished.</summary>
    Stuck,
}

/// <summary>CloudFormation user guide, "Stack status codes".</summary>
internal static class StackConditions
{
    public static StackCondition Read(string? status) => status switch
    {
        null or "REVIEW_IN_PROGRESS" or "DELETE_COMPLETE" => StackCondition.Absent,
        "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "UPDATE_ROLLBACK_COMPLETE" or "IMPORT_COMPLETE" or "IMPORT_ROLLBACK_COMPLETE" =>
            StackCondition.Ready,
        "CREATE_FAILED" or "ROLLBACK_COMPLETE" or "ROLLBACK_FAILED" or "DELETE_FAILED" => StackCondition.NeverMade,
        "UPDATE_FAILED" or "UPDATE_ROLLBACK_FAILED" or "IMPORT_ROLLBACK_FAILED" => StackCondition.Stuck,
        _ when status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal) => StackCondition.Busy,
        // A status that AWS has learned since is nothing to build on.
        _ => StackCondition.Stuck,
    };

    /// <summary>What gets a stack out that is stuck.</summary>
    public static string WayOut(string stack, string region) =>
        $"aws cloudformation continue-update-rollback --stack-name {stack} --region {region}";
}
