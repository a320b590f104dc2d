# The production image of the job: no embedded broker, state under /var/lib/withdrawals.
#
#   ./mvnw package -Dmaven.test.skip && docker build -t withdrawals .

FROM eclipse-temurin:25-jre AS layers
WORKDIR /build
COPY target/withdrawals-exec.jar withdrawals.jar
RUN java -Djarmode=tools -jar withdrawals.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
# Mount a volume here: the content of these directories must outlive the container.
# Group 0 has the rights of the owner, for platforms that choose the user id themselves.
RUN mkdir -p /var/lib/withdrawals/input /var/lib/withdrawals/output /var/lib/withdrawals/archive \
        /var/lib/withdrawals/quarantine /var/lib/withdrawals/data \
    && chown -R 1000:0 /var/lib/withdrawals \
    && chmod -R g=u /var/lib/withdrawals
# Layers that rarely change come first, so that a new build of the job is a small new layer.
WORKDIR /opt/withdrawals
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/spring-boot-loader/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY --from=layers /build/layers/application/ ./

ENV WITHDRAWALS_HOME=/var/lib/withdrawals
WORKDIR /var/lib/withdrawals
USER 1000:0
# Use JAVA_TOOL_OPTIONS for more JVM options. The JVM is process 1 and gets the signals itself.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "/opt/withdrawals/withdrawals.jar"]
CMD ["run"]
