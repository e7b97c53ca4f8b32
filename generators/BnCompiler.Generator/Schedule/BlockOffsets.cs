using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>Places for the named blocks of a program: one after the other in their area, each at a multiple of a cache line.</summary>
internal sealed class BlockOffsets
{
    private readonly Dictionary<Block, int> offsets = [];
    private readonly Dictionary<Area, int> lengths = [];

    public BlockOffsets(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            offsets.Add(block, Length(block.Area));
            lengths[block.Area] = Length(block.Area) + Layout.RoundUp(block.Length, Layout.Lanes);
        }
    }

    public int this[Block block] => offsets[block];

    public IEnumerable<Block> Blocks => offsets.Keys.OrderBy(block => block.Area).ThenBy(block => offsets[block]);

    public int Length(Area area) => lengths.TryGetValue(area, out int length) ? length : 0;
}
