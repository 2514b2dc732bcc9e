namespace Fairlead.Core.Model.Derived;

/// <summary>vCPU as ECS and Docker count it: one is 1024.</summary>
public static class CpuUnits
{
    public static int Count(decimal cpu) => (int)(cpu * 1024);
}
