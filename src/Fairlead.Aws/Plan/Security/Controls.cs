namespace Fairlead.Aws.Plan.Security;

/// <summary>
/// The controls that a template can answer. What only an account or a running system can (GuardDuty, unused secrets, software versions), or
/// CloudFormation can not do (EC2.2, the default security group), is not here.
/// </summary>
internal static class Controls
{
    public static readonly IReadOnlyList<Control> All =
    [
        .. ContainerControls.All, .. LoadBalancerControls.All, .. DatabaseControls.All, .. StorageControls.All, .. NetworkControls.All,
        .. AccessControls.All, .. EdgeControls.All,
    ];
}
