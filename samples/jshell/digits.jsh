// Reads handwritten digits: samples/jshell/run samples/jshell/digits.jsh
var parts = digits().stratifiedSplit(0.8, 1);
var model = new Sequential().seed(1)
    .add(rescaling(1 / 16.0))
    .add(dense(256, relu))
    .add(dropout(0.2))
    .add(dense(10, softmax))
    .compile(adam(0.003), sparseCategoricalCrossentropy, accuracy);

var began = System.nanoTime();
model.fit(parts.train(), epochs(40).verbose(0));
var seconds = (System.nanoTime() - began) * 1e-9;
System.out.println(Report.of(model, parts.test()));
System.out.printf("Trained in %.1f s%n", seconds);

var scores = model.evaluate(parts.test());
if (scores.get("accuracy") < 0.97) throw new IllegalStateException("accuracy below 0.97: " + scores);
if (seconds > 5) System.out.println("That took more than 5 seconds");
