@echo off
rem Runs Sepia's command line, target\sepia-cli.jar. Builds the jar first if it is missing or older than its sources; later
rem runs need neither Maven nor a network.
rem
rem Environment: JAVA_HOME        the Java to use; by default the one on PATH
rem              SEPIA_JAVA_OPTS  options for Java, such as -Xmx256m
rem Exit status: that of the command line; 3 also if there is no suitable Java or the build fails
setlocal EnableExtensions DisableDelayedExpansion
rem Programs are not taken from the current directory, which may be anybody's, and no variable hides the exit status. A
rem pipe or CALL would expand a percent sign in the name of a folder again, so paths are not passed through either.
set "NoDefaultCurrentDirectoryInExePath=1"
set "ERRORLEVEL="
set "RANDOM="
set "SEPIA_POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"

set "SEPIA_ROOT=%~dp0"
set "SEPIA_JAR=%SEPIA_ROOT%target\sepia-cli.jar"
set "SEPIA_ARCHIVE=%SEPIA_ROOT%target\sepia-cli.jsa"
rem Keeps Java's own messages off standard output, which contains results.
set "SEPIA_OPTIONS=-XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr"

if defined JAVA_HOME goto javaHome
for %%I in (java.exe) do set "SEPIA_JAVA=%%~$PATH:I"
if defined SEPIA_JAVA goto javaFound
echo sepia: Java was not found. Install a JDK 17 or newer, or point JAVA_HOME at one.>&2
exit /b 3
:javaHome
set "SEPIA_JAVA=%JAVA_HOME:"=%\bin\java.exe"
if exist "%SEPIA_JAVA%" goto javaFound
echo sepia: JAVA_HOME is set, but there is no "%SEPIA_JAVA%". Point it at a JDK 17 or newer.>&2
exit /b 3
:javaFound

if not exist "%SEPIA_JAR%" goto build
if not exist "%SEPIA_ROOT%src\main" goto run
"%SEPIA_POWERSHELL%" -NoProfile -Command "$jar = Get-Item -LiteralPath $env:SEPIA_JAR; $sources = @(Get-Item -LiteralPath ($env:SEPIA_ROOT + 'pom.xml')) + @(Get-ChildItem -Recurse -LiteralPath ($env:SEPIA_ROOT + 'src\main')); if ($sources | Where-Object { $_.LastWriteTimeUtc -gt $jar.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 }" <nul
if errorlevel 1 goto build

:run
set "SEPIA_USE_ARCHIVE="
if exist "%SEPIA_ARCHIVE%" set SEPIA_USE_ARCHIVE="-XX:SharedArchiveFile=%SEPIA_ARCHIVE%"
"%SEPIA_JAVA%" %SEPIA_OPTIONS% %SEPIA_USE_ARCHIVE% %SEPIA_JAVA_OPTS% -jar "%SEPIA_JAR%" %*
exit /b %ERRORLEVEL%

rem Builds in a directory of this process and moves the result into place, so that concurrent runs cannot harm each
rem other.
:build
set "SEPIA_BUILD=target\sepia-cli.%RANDOM%%RANDOM%"
set "SEPIA_WORK=%SEPIA_ROOT%%SEPIA_BUILD%"
mkdir "%SEPIA_WORK%"
if errorlevel 1 exit /b 3
"%SEPIA_JAVA%" --version >"%SEPIA_WORK%\version" 2>nul <nul
"%SystemRoot%\System32\findstr.exe" /r /c:"^[a-zA-Z]* 1[7-9]" /c:"^[a-zA-Z]* [2-9][0-9]" "%SEPIA_WORK%\version" >nul
if not errorlevel 1 goto javaNewEnough
echo sepia: Java 17 or newer is needed; "%SEPIA_JAVA%" is older. Point JAVA_HOME at one.>&2
rmdir /s /q "%SEPIA_WORK%"
exit /b 3
:javaNewEnough
if exist "%SEPIA_JAR%" (
  echo Building sepia-cli.jar ^(its sources have changed^)...>&2
) else (
  echo Building sepia-cli.jar ^(first run, downloads up to 70 MB^)...>&2
)
rem The jar gets the time of the start, so that files changed during the build are newer.
type nul >"%SEPIA_WORK%\started"
set "SEPIA_MAVEN=org.apache.maven.plugins"
pushd "%SEPIA_ROOT%"
call .\mvnw.cmd --quiet --batch-mode --no-transfer-progress "-Dsepia.build.directory=%SEPIA_BUILD%" -Dmaven.compiler.failOnWarning=false %SEPIA_MAVEN%:maven-resources-plugin:resources %SEPIA_MAVEN%:maven-compiler-plugin:compile %SEPIA_MAVEN%:maven-jar-plugin:jar@default-jar %SEPIA_MAVEN%:maven-jar-plugin:jar@command-line %SEPIA_MAVEN%:maven-shade-plugin:shade@sepia-cli <nul >"%SEPIA_WORK%\log" 2>&1
set "SEPIA_STATUS=%ERRORLEVEL%"
popd
if not "%SEPIA_STATUS%"=="0" goto buildFailed
"%SEPIA_POWERSHELL%" -NoProfile -Command "(Get-Item -LiteralPath ($env:SEPIA_WORK + '\sepia-cli.jar')).LastWriteTimeUtc = (Get-Item -LiteralPath ($env:SEPIA_WORK + '\started')).LastWriteTimeUtc" <nul
move /y "%SEPIA_WORK%\sepia-cli.jar" "%SEPIA_JAR%" >nul
if errorlevel 1 goto replaceFailed

rem Archives the loaded classes of one small command for later runs, which then start in less than half the time. Java
rem ignores an archive of another jar or another Java, but crashes on a damaged one, so the archive is verified here.
echo {"id":"1"}>"%SEPIA_WORK%\training.json"
"%SEPIA_JAVA%" %SEPIA_OPTIONS% "-XX:ArchiveClassesAtExit=%SEPIA_WORK%\sepia-cli.jsa" -jar "%SEPIA_JAR%" --store "%SEPIA_WORK%\training.db" put Training 1 - <"%SEPIA_WORK%\training.json" >>"%SEPIA_WORK%\log" 2>&1
if errorlevel 1 goto built
"%SEPIA_JAVA%" %SEPIA_OPTIONS% "-XX:SharedArchiveFile=%SEPIA_WORK%\sepia-cli.jsa" -XX:+VerifySharedSpaces -jar "%SEPIA_JAR%" --version >>"%SEPIA_WORK%\log" 2>&1 <nul
if errorlevel 1 goto built
move /y "%SEPIA_WORK%\sepia-cli.jsa" "%SEPIA_ARCHIVE%" >nul 2>&1
:built
rmdir /s /q "%SEPIA_WORK%"
goto run

:replaceFailed
echo sepia: cannot replace "%SEPIA_JAR%". Is another sepia running?>&2
rmdir /s /q "%SEPIA_WORK%"
exit /b 3

:buildFailed
type "%SEPIA_WORK%\log" >&2
echo sepia: building sepia-cli.jar failed, for the reason above.>&2
rmdir /s /q "%SEPIA_WORK%"
exit /b 3
