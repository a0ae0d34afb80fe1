"""Run in the throw-away environment of `benchmarks.evaluation`: the seconds tfcausalimpact takes for one series."""

import sys
import time

import pandas as pd
from causalimpact import CausalImpact

series = pd.read_csv(sys.argv[1])[["y"]]
first = int(sys.argv[2])
start = time.perf_counter()
found = CausalImpact(series, [0, first - 1], [first, len(series) - 1])
print(time.perf_counter() - start)
