"""Lets Chainrule and its peers take turns of about half a second at one workload, in which all of them are
running already: a machine that changes its speed does so for all alike. From the project's folder:

    python3 samples/peers/turns.py W5b [rounds [peer ...]]

Workloads: W2, W3, W5b. Peers: numpy torch jax keras (all, unless named). Prints samples per second, and
Chainrule's divided by each peer's in the same round.
"""
import os, statistics, subprocess, sys, time

NETS = {  # dims, rows, batch, shuffled; W5b predicts 256 rows
    'W2': ([784, 512, 256, 10], 20000, 128, True),
    'W3': ([2048, 2048, 2048, 1000], 2048, 1024, False),
    'W5b': ([784, 512, 256, 10], 256, 256, False),
}
PEERS = 'numpy', 'torch', 'jax', 'keras'
PREDICTIONS = 150  # in a turn of W5b
PAUSE = 0.35  # until the last one's threads have stopped looking for work

os.environ.setdefault('JAX_PLATFORMS', 'cpu')
os.environ.setdefault('KERAS_BACKEND', 'jax')


def numpy_work(w):
    import numpy_mlp as peer
    dims, rows, batch, shuffle = NETS[w]
    net = peer.Net(dims, 'softmax', 'adam' if w == 'W2' else 'sgd')
    x = peer.f(rows, dims[0])
    if w == 'W5b':
        return lambda: net.forward(x)
    y = peer.rng.integers(0, dims[-1], rows)
    return lambda: peer.epochs(net, x, y, batch, 1e-3, 1, shuffle)


def torch_work(w):
    import torch, torch_mlp as peer
    dims, rows, batch, shuffle = NETS[w]
    model, x = peer.mlp(dims), torch.randn(rows, dims[0])
    if w == 'W5b':
        return torch.no_grad()(lambda: peer.F.softmax(model(x), 1))
    y = torch.randint(0, dims[-1], (rows,))
    rule = (torch.optim.Adam if w == 'W2' else torch.optim.SGD)(model.parameters(), 1e-3)
    return lambda: peer.epochs(model, rule, peer.F.cross_entropy, x, y, batch, 1, shuffle)


def jax_work(w):
    import jax, jax_scan as peer
    dims, rows, batch, shuffle = NETS[w]
    x = peer.f(rows, dims[0])
    if w == 'W5b':
        predict, p, x = jax.jit(peer.fwd), peer.init(dims), peer.jnp.array(x)
        return lambda: predict(p, x).block_until_ready()
    rule = peer.adam(1e-3) if w == 'W2' else peer.sgd(1e-3)
    epochs, state = peer.compiled(dims, peer.ce, rule, x, peer.rng.integers(0, dims[-1], rows), batch, shuffle)

    def work():
        nonlocal state
        state, _ = jax.block_until_ready(epochs(state, jax.random.split(jax.random.key(0), 1)))

    return work


def keras_work(w):
    import keras, keras_mlp as peer
    dims, rows, batch, shuffle = NETS[w]
    rule = keras.optimizers.Adam(1e-3) if w == 'W2' else keras.optimizers.SGD(1e-3)
    model, x = peer.mlp(dims, 'softmax', peer.S, rule), peer.f(rows, dims[0])
    if w == 'W5b':
        return lambda: model.predict(x, batch_size=batch, verbose=0)
    y = peer.rng.integers(0, dims[-1], rows)
    return lambda: model.fit(x, y, batch_size=batch, epochs=1, shuffle=shuffle, verbose=0)


def peer(name, w):
    """Does for its peer what `Workloads --turns yes` does: a turn for each line, after "ready"."""
    work, n, rows = globals()[name + '_work'](w), PREDICTIONS if w == 'W5b' else 1, NETS[w][1]

    def turn():
        began = time.perf_counter()
        for _ in range(n):
            work()
        return time.perf_counter() - began

    warm = time.perf_counter() + 5
    while time.perf_counter() < warm:
        turn()
    print('ready', flush=True)
    for _ in sys.stdin:
        print(name, w, 'samples_per_s %.0f' % (n * rows / turn()), flush=True)


class Program:
    def __init__(self, name, command):
        self.name, self.rates = name, []
        pipe = subprocess.PIPE
        environment = {k: v for k, v in os.environ.items() if not k.startswith('OPENBLAS_')}
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
        while 'ready' not in (line := self.process.stdout.readline()):
            if not line:
                sys.exit(name + ' ended before its first turn')

    def turn(self):
        time.sleep(PAUSE)
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        self.rates.append(float(self.process.stdout.readline().split()[-1]))


def chainrule(w):
    arguments = '--turns yes --millis 500 --only ' + w
    main = 'org.chainrule.samples.benchmark.Workloads'
    return ['mvn', '-q', 'compile', 'exec:java', '-Dexec.mainClass=' + main, '-Dexec.args=' + arguments]


def compare(w, rounds=20, *peers):
    rounds = int(rounds)
    if rounds < 2:
        sys.exit('turns.py expects at least 2 rounds, but got %d' % rounds)
    here = [sys.executable, os.path.abspath(__file__), '--peer']
    ours = Program('chainrule', chainrule(w))
    others = [Program(name, here + [name, w]) for name in peers or PEERS]
    programs = [ours] + others
    for i in range(rounds):
        k = i % len(programs)
        for program in programs[k:] + programs[:k]:
            program.turn()
    for program in programs:
        low, middle, high = statistics.quantiles(program.rates, n=4)
        line = '%-10s %s samples_per_s median %.0f, quartiles %.0f to %.0f' % (program.name, w, middle, low, high)
        if program is not ours:
            ratios = [a / b for a, b in zip(ours.rates, program.rates)]
            wins = sum(r > 1 for r in ratios)
            line += '; chainrule %.2f times as many, more in %d of %d' % (statistics.median(ratios), wins, len(ratios))
        print(line)
        program.process.stdin.close()
        program.process.wait()


if __name__ == '__main__':
    if sys.argv[1:2] == ['--peer']:
        peer(*sys.argv[2:])
    elif sys.argv[1:2] and sys.argv[1] in NETS and set(sys.argv[3:]) <= set(PEERS):
        compare(*sys.argv[1:])
    else:
        sys.exit(__doc__)
