// Tells three kinds of iris apart: samples/jshell/run samples/jshell/iris.jsh
var data = iris();
var model = new Sequential().seed(3)
    .add(normalization())
    .add(dense(4, tanh))
    .add(dense(3, softmax))
    .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);

var scores = model.crossValidate(data, 5, epochs(150).batchSize(16).verbose(0));
System.out.println(scores);

var parts = data.stratifiedSplit(0.8, 3);
model.fit(parts.train(), epochs(150).batchSize(16).verbose(0));
System.out.println(Report.of(model, parts.test()));
System.out.println("The first of them: " + model.predictLabels(parts.test().x()).get(0));

if (scores.mean("accuracy") < 0.95) throw new IllegalStateException("cross-validated accuracy below 0.95:\n" + scores);
