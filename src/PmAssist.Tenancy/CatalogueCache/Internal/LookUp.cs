namespace PmAssist.Tenancy.Internal;

/// <summary>A look-up that callers wait for.</summary>
internal sealed class LookUp(LookUpKey key) : TaskCompletionSource<LookUpResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public LookUpKey Key { get; } = key;
}
