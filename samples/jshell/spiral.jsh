// Tells the three arms of a spiral apart: samples/jshell/run samples/jshell/spiral.jsh
var data = spiral(100, 3, 1);

var model = new Sequential().seed(1)
    .add(dense(64, relu))
    .add(dense(64, relu))
    .add(dense(3, softmax))
    .compile(adam(0.003), sparseCategoricalCrossentropy, accuracy);

System.out.println("Training " + model + " on " + data);
var history = model.fit(data.x(), data.y(), epochs(3000).fullBatch().verbose(0));
System.out.println(history);

var scores = model.evaluate(data.x(), data.y());
System.out.println("On the training data: " + scores);

if (scores.get("accuracy") < 0.95) throw new IllegalStateException("accuracy below 0.95: " + scores);
