using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Constant_IsOne() => Assert.Equal(1, LearningRateSchedule.Constant.Factor(17, 10, 100));

    [Fact]
    public void CosineAnnealing_IsPyTorchs()
    {
        double[] expected = Reference.Read("schedules.json").GetProperty("cosine").Doubles();
        LearningRateSchedule schedule = LearningRateSchedule.CosineAnnealing(0.1);
        Assert.All(expected.Index(), entry => Assert.Equal(entry.Item, schedule.Factor(entry.Index, 5, expected.Length), 1e-14));
        Assert.Equal(0.1, schedule.Factor(expected.Length, 5, expected.Length), 1e-15);
    }

    [Fact]
    public void Warmup_RisesLinearlyAndThenTheCosineBegins()
    {
        LearningRateSchedule schedule = LearningRateSchedule.CosineAnnealing(0, warmupEpochs: 0.5);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1.0], Enumerable.Range(0, 5).Select(step => Math.Round(schedule.Factor(step, 8, 80), 12)));
        LearningRateSchedule without = LearningRateSchedule.CosineAnnealing();
        Assert.All(Enumerable.Range(0, 76), step => Assert.Equal(without.Factor(step, 8, 76), schedule.Factor(step + 4, 8, 80)));
    }

    [Fact]
    public void AWarmupLongerThanTheRun_NeverEnds()
    {
        LearningRateSchedule schedule = LearningRateSchedule.CosineAnnealing(0, warmupEpochs: 1e12);
        Assert.Equal([0.25, 0.5, 0.75], Enumerable.Range(0, 3).Select(step => schedule.Factor(step, 3, 3)));
    }

    [Fact]
    public void StepDecay_IsPyTorchs()
    {
        double[] expected = Reference.Read("schedules.json").GetProperty("step").Doubles();
        LearningRateSchedule schedule = LearningRateSchedule.StepDecay(2, 0.3);
        for (int epoch = 0; epoch < expected.Length; epoch++)
        {
            Assert.Equal(expected[epoch], schedule.Factor(epoch * 10, 10, 70), 1e-14);
            Assert.Equal(expected[epoch], schedule.Factor((epoch * 10) + 9, 10, 70), 1e-14);
        }
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Equal("minimumFactor", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.CosineAnnealing(2)).ParamName);
        Assert.Equal("warmupEpochs", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.CosineAnnealing(0, -1)).ParamName);
        Assert.Equal("everyEpochs", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.StepDecay(0)).ParamName);
        Assert.Equal("factor", Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.StepDecay(1, 0)).ParamName);
    }
}
