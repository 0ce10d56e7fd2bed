# Two images from one file:
#   docker build --target gateway      -t sluice-gateway .
#   docker build --target order-worker -t sluice-order-worker .
# Bytecode is for Java 17; the images run on the newest long-term release.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
# The POMs first: dependencies stay in a layer of their own until one of these files changes.
COPY .mvn .mvn
COPY pom.xml ./
COPY gateway/pom.xml gateway/
COPY gateway/contract/pom.xml gateway/contract/
COPY order-worker/pom.xml order-worker/
COPY load-tests/pom.xml load-tests/
COPY load-tests/broker/pom.xml load-tests/broker/
RUN mvn -B -q -pl gateway,order-worker -am -DskipTests -Dspotless.check.skip dependency:go-offline || true
COPY gateway gateway
COPY order-worker order-worker
COPY load-tests/broker load-tests/broker
RUN mvn -B -q -pl gateway,order-worker -am -DskipTests package

FROM eclipse-temurin:25-jre AS runtime
RUN useradd --system --uid 10001 --no-create-home sluice
USER sluice
WORKDIR /app
# In a container the address of the container is the outside; the published ports decide who may call.
ENV SLUICE_HTTP_HOST=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"

FROM runtime AS gateway
COPY --from=build /src/gateway/target/sluice-gateway.jar /app/app.jar
EXPOSE 8080 8081
HEALTHCHECK --interval=5s --timeout=2s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-jar", "/app/app.jar"]

FROM runtime AS order-worker
COPY --from=build /src/order-worker/target/sluice-order-worker.jar /app/app.jar
EXPOSE 8091
HEALTHCHECK --interval=5s --timeout=2s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8091 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-jar", "/app/app.jar"]
