// Writes what a fit can write of itself to target/logs: samples/jshell/run samples/jshell/logs.jsh
var data = moons(500, 0.15, 1).split(0.8, 1);
var logs = Path.of("target", "logs");

var model = new Sequential(dense(16, relu), dense(2, softmax))
    .seed(1)
    .compile(adam(0.01), sparseCategoricalCrossentropy, accuracy);
var history = model.fit(data.train(), epochs(20).validationData(data.test()).verbose(2).callbacks(
    reduceLROnPlateau("val_loss").factor(0.5).patience(2),
    csvLogger(logs.resolve("log.csv")),
    tensorBoard(logs.resolve("run-" + System.currentTimeMillis())).histogramFreq(5),
    modelCheckpoint(logs.resolve("last.npz"))));

System.out.println(history);
System.out.println("to see it: tensorboard --logdir target/logs");
