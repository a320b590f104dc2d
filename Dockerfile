# The production image of the job: no embedded broker, state under /var/lib/withdrawals.
#
#   ./mvnw package -Dmaven.test.skip && docker build -t withdrawals .

FROM eclipse-temurin:25-jre AS layers
WORKDIR /build
COPY target/withdrawals-exec.jar withdrawals.jar
RUN java -Djarmode=tools -jar withdrawals.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
# Mount a volume here: the content of these directories must outlive the container. Group 0 has the rights of the owner, for
# platforms that choose the user id themselves. Others have none, because no script sets the umask of what libraries write.
RUN install -d -o 1000 -g 0 -m 775 /var/lib/withdrawals \
    && cd /var/lib/withdrawals \
    && install -d -o 1000 -g 0 -m 770 input output archive quarantine formats data
# Layers that rarely change come first, so that a new build of the job is a small new layer.
WORKDIR /opt/withdrawals
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/spring-boot-loader/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY --from=layers /build/layers/application/ ./

# Java cannot open a file if the locale cannot represent its name.
ENV LC_ALL=C.UTF-8 WITHDRAWALS_HOME=/var/lib/withdrawals
WORKDIR /var/lib/withdrawals
USER 1000:0
# The JVM is process 1 and gets the signals itself. It may use three quarters of the container's memory for its heap. If that is
# not enough, it ends with exit code 1, and the next run resumes: an option that kills it has no effect on process 1, and the
# one that lets it exit uses 3, which means something else here.
#
# The optimising compiler works as late as in run.sh, which saves a third of the processor time of a small run.
#
# Use JAVA_TOOL_OPTIONS for more options, such as -Xmx2g. An option that is here cannot be changed there.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", \
    "-XX:+CrashOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/var/lib/withdrawals/data/java-error-%p.log", \
    "-XX:Tier4InvocationThreshold=50000", "-XX:Tier4MinInvocationThreshold=20000", \
    "-XX:Tier4CompileThreshold=100000", "-XX:Tier4BackEdgeThreshold=400000", \
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-jar", "/opt/withdrawals/withdrawals.jar"]
CMD ["run"]
