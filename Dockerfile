# Three images from one file, with BuildKit:
#   docker build --target gateway      -t sluice-gateway .
#   docker build --target order-worker -t sluice-order-worker .
#   docker build --target load-tests   -t sluice-load-tests .      (broker, reference order system, drivers)
# Bytecode is for Java 17; the images run on the newest long-term release.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml ./
COPY gateway gateway
COPY order-worker order-worker
COPY load-tests load-tests
# What Maven fetches stays in the builder's cache, whatever changes in the sources.
RUN --mount=type=cache,id=sluice-maven,target=/maven,sharing=locked \
    mvn -B -q -ntp -Dmaven.repo.local=/maven -DskipTests package dependency:copy-dependencies -DincludeScope=runtime
# snappy is native: otherwise it would be unpacked at the start, and executed, in a /tmp that forbids it.
RUN mkdir native && cd native \
    && jar --extract --file ../gateway/target/dependency/snappy-java-*.jar "org/xerial/snappy/native/Linux/$(uname -m)/libsnappyjava.so" \
    && mv org/xerial/snappy/native/Linux/*/libsnappyjava.so . && rm -r org

FROM eclipse-temurin:25-jre AS runtime
RUN useradd --system --uid 10001 --no-create-home sluice && mkdir /data && chown sluice /data
WORKDIR /app
# In a container the address of the container is the outside; the published ports decide who may call.
ENV SLUICE_HTTP_HOST=0.0.0.0

# Libraries and our own code apart: a change of ours makes a layer of a megabyte, not of forty.
FROM runtime AS gateway-code
COPY --from=build /src/gateway/target/dependency /app/lib
COPY --from=build /src/native /app/native
COPY gateway/jvm.options /app/
COPY --from=build /src/gateway/target/original-sluice-gateway.jar /app/app.jar

FROM runtime AS order-worker-code
COPY --from=build /src/order-worker/target/dependency /app/lib
COPY --from=build /src/native /app/native
COPY order-worker/jvm.options /app/
COPY --from=build /src/order-worker/target/original-sluice-order-worker.jar /app/app.jar

# A rehearsal against a real broker, after which the JVM writes down which classes were loaded and linked (JEP 514): the
# next start reads them from there. Left out, everything still works and starts more slowly.
FROM gateway-code AS gateway-rehearsed
RUN --mount=type=bind,from=build,source=/src/load-tests,target=/load-tests \
    bash /load-tests/containers/rehearse gateway

FROM order-worker-code AS order-worker-rehearsed
RUN --mount=type=bind,from=build,source=/src/load-tests,target=/load-tests \
    bash /load-tests/containers/rehearse order-worker

FROM gateway-code AS gateway
COPY --from=gateway-rehearsed /app/app.aot /app/app.aot
# An eighth of the garbage of lz4; every worker has to have the library that reads it, as the worker's image has.
ENV SLUICE_KAFKA_COMPRESSION_TYPE=snappy
USER sluice
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
# More flags: JDK_JAVA_OPTIONS. The root file system may be read-only if /tmp can be written.
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "@/app/jvm.options", "io.sluice.gateway.GatewayMain"]

FROM order-worker-code AS order-worker
COPY --from=order-worker-rehearsed /app/app.aot /app/app.aot
USER sluice
EXPOSE 8091
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8091 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/app.aot", "@/app/jvm.options", "io.sluice.worker.WorkerMain"]

FROM runtime AS load-tests
COPY --from=build /src/load-tests/target/sluice-load-tests.jar /app/app.jar
USER sluice
VOLUME /data
EXPOSE 8090
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", \
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "/app/app.jar"]
