# The course in a container, for one person: JupyterLab on the start page, as a user without rights.
#   docker build --tag course . && docker run --rm --interactive --tty --publish 127.0.0.1:8888:8888 course
FROM python:3.12-slim AS base
RUN useradd --create-home learner
ENV LC_ALL=C.UTF-8
USER learner
EXPOSE 8888

FROM base
WORKDIR /home/learner/course
COPY --chown=learner . .
RUN python3 lab.py --only-install
CMD ["python3", "lab.py", "--no-browser", "--port=8888"]
