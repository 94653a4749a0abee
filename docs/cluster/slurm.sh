#!/usr/bin/env bash
#SBATCH --job-name=autograder
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --time=01:00:00
# Grades one topic on all nodes: sbatch docs/cluster/slurm.sh 04_transformers
# Run from the course's folder; .venv (with the extra "ray") must be there on every node.
set -euo pipefail
topic="$1"
head="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)"
RAY_AUTH_TOKEN="$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')"
export RAY_AUTH_TOKEN RAY_AUTH_MODE=token RAY_USAGE_STATS_ENABLED=0 RAY_worker_niceness=0
srun --ntasks-per-node=1 .venv/bin/ray symmetric-run \
    --address "$head:6379" --min-nodes "$SLURM_NNODES" --num-cpus "$SLURM_CPUS_PER_TASK" \
    -- .venv/bin/autograder grade "$topic" --runner ray --address auto \
    --workers "$((SLURM_NNODES * SLURM_CPUS_PER_TASK))"
