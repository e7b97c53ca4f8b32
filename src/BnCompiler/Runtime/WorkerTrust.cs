namespace BnCompiler.Runtime;

/// <summary>
/// Whether the workers of a team come when they are called. On a machine whose cores are taken by others they do not: a caller that has spent most of a call waiting does the
/// next ones alone, more and more of them until one pays again.
/// </summary>
internal struct WorkerTrust
{
    private const int MostCallsAlone = 64;

    private int _callsAlone;
    private int _left;

    /// <summary>Whether the caller should do this call alone.</summary>
    public bool IsLost()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>Judges a call that was divided.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="waited">How long of that the caller waited for workers.</param>
    public void Judge(long took, long waited)
    {
        _callsAlone = 2 * waited < took ? 0 : Math.Clamp(2 * _callsAlone, 1, MostCallsAlone);
        _left = _callsAlone;
    }
}
